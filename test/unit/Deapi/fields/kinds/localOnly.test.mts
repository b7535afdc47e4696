import { describe, expect, it } from 'vitest';

import { localOnly } from '../../../../../nodes/Deapi/fields/kinds/localOnly.ts';
import { writeField } from '../../../../support/harness/fields.mts';

const property = { displayName: 'Note', name: 'note', type: 'string' as const, default: '', required: true };

describe('a field for the node alone', () => {
	it.each(['a note', '', undefined, null, [], {}, NaN])('sends nothing, whatever it holds: %j', async (given) => {
		expect(await writeField(localOnly(property), given)).toEqual({});
	});

	it('is called and shown as its property says, and fills no field of the API', () => {
		expect(localOnly(property)).toMatchObject({ name: 'note', label: 'Note', required: true, api: [], properties: [property] });
		expect(localOnly(property, { source: 'url' }).onlyFor).toEqual({ source: 'url' });
	});
});
