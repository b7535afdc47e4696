/**
 * Executions that version 0.5.0 has parked, without a twin on n8n's stack: items that say that the wait has ended stand
 * there in place of the node's input, which is kept with the run.
 */
import type { IExecuteData, INodeExecutionData } from 'n8n-workflow';

import type { Phase } from '../state/run';

type ParkedPhase = Extract<Phase, { name: 'parked' }>;
type PhaseOf050 = ParkedPhase & { input: INodeExecutionData[] };

export function wasParkedBy050(phase: Phase): phase is PhaseOf050 {
	return phase.name === 'parked' && phase.input !== undefined;
}

/** Makes n8n call `execute()` again: @returns the input for that */
export function reenter(entry: IExecuteData, { input }: PhaseOf050): INodeExecutionData[][] {
	entry.node.disabled = false;
	// With it, n8n 2.41 would fail the node.
	delete entry.metadata?.resumeError;
	return [input];
}
