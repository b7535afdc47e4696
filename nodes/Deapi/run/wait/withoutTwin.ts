/**
 * Executions that were parked without a twin on n8n's stack. Where n8n has not told the node that it parks, the entry
 * still has the node's input; where version 0.5.0 has parked it, the input is kept with the run.
 */
import type { IExecuteData, INodeExecutionData } from 'n8n-workflow';

import type { Phase } from '../state/run';

/** Makes n8n call `execute()` again: @returns the input for that; nothing where a twin sees to it */
export function reenter(entry: IExecuteData, phase: Extract<Phase, { name: 'parked' }>): INodeExecutionData[][] {
	const input = phase.input ?? entry.data.main[0];
	if (!input) return [];
	entry.node.disabled = false;
	// With it, n8n 2.41 would fail the node.
	delete entry.metadata?.resumeError;
	return [input];
}
