import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { ResultKind, ResultOptions } from '../../../shared/results/resultOptions';
import { isInDoubt } from './history';
import type { BoostedPrompt, Failure, ItemHistory, Job, JobPart, Phase, Run } from './run';

/** What version 0.5.0 of this package kept, which had no version number of its own. */
interface RunOf050 {
	executionId: string;
	runIndex: number;
	jobs: Array<Omit<Job, 'parts'> & { shares: JobPart[] }>;
	/** The request ID of the job that carries the callback. */
	caller?: string;
	failures?: Failure[];
	deadline?: number;
	/** By item, like the next four. */
	enhanced?: Record<number, BoostedPrompt>;
	answers?: Record<number, { fingerprint: string; json: IDataObject }>;
	failedTries?: Record<number, number>;
	unavailable?: Record<number, string[]>;
	parkedInput?: INodeExecutionData[];
	output: Omit<ResultOptions, 'result' | 'imageFormat'> & { result: ResultKind | 'file' | 'picture'; pictureFormat?: string };
	woken?: boolean;
}

/** Brings up to date what is in n8n's database: executions are parked for hours, and the package is updated meanwhile. */
export function upgradeRun(stored: unknown): Run {
	return isRun(stored) ? stored : fromVersion050(stored as RunOf050);
}

function isRun(stored: unknown): stored is Run {
	return (stored as Partial<Run>).version === 1;
}

function fromVersion050(stored: RunOf050): Run {
	const { executionId, runIndex, jobs, output } = stored;
	const { result, pictureFormat, ...rest } = output;
	return {
		version: 1,
		executionId,
		runIndex,
		phase: phaseOf(stored),
		jobs: jobs.map(({ shares, ...job }) => ({ ...job, parts: shares })),
		items: historiesOf(stored),
		output: { ...rest, result: resultOf(result), imageFormat: pictureFormat },
	};
}

function resultOf(result: RunOf050['output']['result']): ResultKind {
	if (result === 'file') return 'any';
	return result === 'picture' ? 'image' : result;
}

function historiesOf({ failures = [], enhanced, answers, failedTries, unavailable }: RunOf050): Run['items'] {
	const items: Run['items'] = {};
	const put = <Key extends keyof ItemHistory>(key: Key, byItem: Record<number, ItemHistory[Key]> = {}) => {
		for (const [itemIndex, value] of Object.entries(byItem)) (items[Number(itemIndex)] ??= {})[key] = value;
	};
	// It could keep several of one item. The one that may have been billed must not be lost behind another.
	const doubtsLast = [...failures].sort((a, b) => Number(isInDoubt(a)) - Number(isInDoubt(b)));
	put('failure', Object.fromEntries(doubtsLast.map((failure) => [failure.itemIndex, failure])));
	put('boost', enhanced);
	put('answer', answers);
	put('failedJobs', failedTries);
	put('downModels', unavailable);
	return items;
}

function phaseOf({ caller, deadline: until, parkedInput, woken }: RunOf050): Phase {
	if (until === undefined) return { name: 'submitting' };
	if (caller !== undefined && parkedInput) return { name: 'parked', callbackJob: caller, until, lookAt: until, input: parkedInput };
	if (caller !== undefined && woken) return { name: 'woken', callbackJob: caller, until };
	return { name: 'polling', until };
}
