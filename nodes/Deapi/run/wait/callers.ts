import type { IExecuteFunctions, NodeTypeAndVersion } from 'n8n-workflow';

import { isTool } from '../../../shared/n8n/tool';
import { canPark } from './parking';

const RESPOND = 'n8n-nodes-base.respondToWebhook';
const FORM = 'n8n-nodes-base.form';

/** Somebody who waits for the end of the execution, and is answered when it parks. */
export interface Caller {
	/** What goes before "and …": a sentence about who waits. */
	because: string;
	/** The right answer comes all the same, after the node has woken. */
	isAnsweredLater?: boolean;
}

/** By n8n's mode of the execution. */
const MODES: Record<string, string> = {
	chat: 'a chat waits for the end of this execution',
	cli: 'the command line waits for the end of this execution',
	evaluation: 'an evaluation waits for the end of this execution',
};

/**
 * Who waits for the end of this execution, as far as n8n tells: a parked one would give them an empty answer, or what
 * was submitted in place of what was made (docs/waiting.md#who-waits-for-the-end).
 */
export function findCaller(n8n: IExecuteFunctions): Caller | undefined {
	if (isTool(n8n)) return { because: 'an AI Agent cannot wait for a parked tool' };
	if (!canPark(n8n)) return { because: 'the engine that runs this workflow cannot park executions' };
	const mode = n8n.getMode();
	// Whoever called the execution that failed has gone.
	if (mode === 'retry') return undefined;
	if (mode in MODES) return { because: MODES[mode] };
	if (mode === 'integrated') {
		return isCallerGone(n8n)
			? undefined
			: { because: 'another workflow waits for this one, and may not get the result of a parked execution' };
	}
	if (n8n.isStreaming?.()) return { because: 'the answer of this workflow is streamed' };
	for (const node of n8n.getParentNodes(n8n.getNode().name, { includeNodeParameters: true })) {
		const caller = callerOf(n8n, node);
		if (caller) return caller;
	}
	return undefined;
}

/** Whoever has called a node before this one, and has no answer yet. */
function callerOf(n8n: IExecuteFunctions, { name, type, disabled, parameters = {} }: NodeTypeAndVersion): Caller | undefined {
	if (disabled || !isExecuted(n8n, name)) return undefined;
	const caller = `whoever called "${name}" waits for the end of this execution`;
	// In n8n 1.x, the next message would resume a parked execution.
	if (type.endsWith('.chatTrigger')) return { because: caller };
	const { responseMode } = parameters;
	if (typeof responseMode !== 'string' || responseMode === 'onReceived') return undefined;
	const following = n8n.getChildNodes(name);
	// The page of a form looks by itself whether there is another one.
	if (type.endsWith('.formTrigger') && following.some((node) => node.type === FORM && !node.disabled)) return undefined;
	const responds = responseMode === 'responseNode' ? following.filter((node) => node.type === RESPOND && !node.disabled) : [];
	if (responds.length === 0) return { because: caller };
	if (responds.some((node) => isExecuted(n8n, node.name))) return undefined;
	return { because: `whoever called "${name}" waits for a Respond to Webhook node`, isAnsweredLater: true };
}

function isExecuted(n8n: IExecuteFunctions, name: string): boolean {
	try {
		return n8n.evaluateExpression(`{{ $(${JSON.stringify(name)}).isExecuted }}`, 0) === true;
	} catch {
		return false;
	}
}

/** Whether the calling workflow goes on without waiting. Not in n8n's typings. */
function isCallerGone(n8n: IExecuteFunctions): boolean {
	const { runExecutionData } = n8n as unknown as { runExecutionData?: { parentExecution?: { shouldResume?: boolean } } };
	return runExecutionData?.parentExecution?.shouldResume === false;
}
