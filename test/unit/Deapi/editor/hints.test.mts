import { expect, it } from 'vitest';

import { hints } from '../../../../nodes/Deapi/editor/hints.ts';
import { deapiNode, workflowOf } from '../../../support/harness/contexts.mts';

/** The hints that n8n shows beside the output of a node with these parameters. */
function shown(parameters: Record<string, unknown>) {
	const node = deapiNode({ parameters: parameters as never });
	const { expression } = workflowOf([node]);
	return hints
		.filter(({ displayCondition }) => expression.getSimpleParameterValue(node, displayCondition!, 'internal', {}) === true)
		.map(({ message }) => message);
}

it.each([
	[{ waitMode: 'dontWait' }, [expect.stringContaining('"Get Result" fetches their results')]],
	[{ options: { estimatePriceOnly: true } }, [expect.stringContaining('These are prices')]],
	[{ waitMode: 'dontWait', options: { estimatePriceOnly: true } }, [expect.stringContaining('These are prices')]],
	[{}, []],
	[{ resource: 'account', operation: 'getBalance' }, []],
])('hints of %o are shown only where they matter', (parameters, expected) => {
	expect(shown(parameters)).toEqual(expected);
});
