import { describe, expect, it } from 'vitest';

import { RecentMap } from '../../../../nodes/shared/util/recentMap.ts';
import { repositoryTexts } from '../../../support/harness/repository.mts';

describe('RecentMap', () => {
	it('forgets what is too old, in either direction, and lets go of it', () => {
		const map = new RecentMap<string>({ lifetime: 100, most: 10 });
		map.set('a', 'one', 1_000);
		expect([map.get('a', 1_100), map.get('a', 1_101), map.get('a', 900), map.get('a', 899)]).toEqual(['one', undefined, 'one', undefined]);
		map.set('b', 'two', 1_101);
		expect(map.size).toBe(1);
	});

	it('keeps no more than it may, and those that were set last', () => {
		const map = new RecentMap<number>({ lifetime: 100, most: 3 });
		for (let entry = 0; entry < 1_000; entry++) {
			map.set('first', -1, 0);
			map.set(String(entry), entry, 0);
			expect(map.size).toBeLessThanOrEqual(3);
		}
		expect(['first', '999', '998', '997'].map((key) => map.get(key, 0))).toEqual([-1, 999, 998, undefined]);
	});

	it('forgets an entry only where no other has taken its place', () => {
		const map = new RecentMap<object>({ lifetime: 100, most: 3 });
		const [first, second] = [{}, {}];
		map.set('a', first, 0);
		map.set('a', second, 0);
		map.delete('a', first);
		expect(map.get('a', 0)).toBe(second);
		map.delete('a', second);
		map.set('b', first, 0);
		map.clear();
		expect(map.size).toBe(0);
	});
});

describe('what a process remembers', () => {
	/** Those that let go of their entries by themselves, and when. */
	const BY_THEMSELVES = {
		'nodes/Deapi/run/submit/turns.ts: turns': 'at its end, or after its longest time',
		'nodes/Deapi/run/wait/wakes.ts: wakes': 'after ten seconds, at the next wake',
		'nodes/shared/webhook/verify.ts: readings': 'when the credential is read',
	};

	it('is bounded, all of it', () => {
		const sources = [...repositoryTexts()].filter(([file]) => /^(nodes|credentials)\/.*\.ts$/.test(file));
		// At the level of a module, a collection that is not filled at once is there to grow; weak ones let go by themselves.
		const growing = sources.flatMap(([file, code]) =>
			Array.from(
				code.matchAll(/^(?:export )?(?:const|let) (\w+)[^=\n]*= (?:new (?:Map|Set)(?:<.*>)?\(\)|\[\]|\{\});$/gm),
				([, name]) => `${file}: ${name}`,
			),
		);
		expect(growing.sort()).toEqual(Object.keys(BY_THEMSELVES));
	});
});
