import type { NodeHint } from 'n8n-workflow';

/** What the output needs to be read rightly; shown beside it, and only where it matters. */
export const hints: NodeHint[] = [
	{
		message: 'The jobs are submitted and may still run. "Job" > "Get Result" fetches their results by "request_id".',
		displayCondition: '={{ $parameter["waitMode"] === "dontWait" && $parameter["options"]?.["estimatePriceOnly"] !== true }}',
		whenToDisplay: 'afterExecution',
		location: 'outputPane',
	},
	{
		message: 'These are prices. Nothing was submitted, because "Estimate Price Only" is on.',
		displayCondition: '={{ $parameter["options"]?.["estimatePriceOnly"] === true }}',
		whenToDisplay: 'afterExecution',
		location: 'outputPane',
	},
];
