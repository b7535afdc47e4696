import type { RecordedRequest } from '../emulator/emulator.mts';
import type { Execution, Item } from './execution.mts';
import { paidOf } from './testBed.mts';
import type { TestBed } from './testBed.mts';

/** What a run of an example has come to, node by node. One that failed throws, with the reason. */
export class ExampleRun {
	/** What the emulator was asked meanwhile, and what of it costs money. */
	readonly requests: RecordedRequest[];
	readonly paid: RecordedRequest[];
	private readonly execution: Execution;
	private readonly testBed: TestBed;

	constructor(testBed: TestBed, execution: Execution, requests: RecordedRequest[]) {
		const { error } = execution.data.resultData;
		if (error) throw new Error(`The example failed: ${error.message}. ${error.description ?? ''}`);
		this.testBed = testBed;
		this.execution = execution;
		this.requests = requests;
		this.paid = paidOf(requests);
	}

	/** Whether it came by a node. */
	has(node: string): boolean {
		return this.rounds(node) > 0;
	}

	/** How often a node ran. */
	rounds(node: string): number {
		return this.execution.data.resultData.runData[node]?.length ?? 0;
	}

	/** What a node has put out when it ran last. */
	items(node: string, output = 0): Item[] {
		return this.execution.data.resultData.runData[node]?.at(-1)?.data?.main[output] ?? [];
	}

	/** The only item that a node has put out, with its files read. */
	async only(node: string) {
		const [item, ...more] = this.items(node);
		if (!item || more.length > 0) throw new Error(`"${node}" has put out ${more.length + (item ? 1 : 0)} items`);
		return await this.testBed.n8n.read(item);
	}
}
