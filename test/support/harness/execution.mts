/** The part of n8n's execution data that the tests look at. */
export interface Execution {
	id: string;
	status: string;
	finished: boolean;
	/** As ISO 8601. */
	stoppedAt: string;
	data: {
		resultData: {
			runData: Record<string, NodeRun[]>;
			error?: NodeFailure;
			lastNodeExecuted?: string;
		};
		resumeToken?: string;
	};
}

export interface NodeRun {
	/** In milliseconds since the epoch. */
	startTime: number;
	data?: { main: Array<Item[] | null>; ai_embedding?: Array<Item[] | null> };
	executionStatus?: string;
	hints?: Array<{ message: string }>;
	error?: NodeFailure;
}

export interface Item {
	json: Record<string, any>;
	binary?: Record<string, { id: string; fileName: string; mimeType: string; fileExtension: string }>;
	pairedItem?: unknown;
}

export interface NodeFailure {
	message: string;
	description?: string;
	httpCode?: string;
	context?: Record<string, unknown>;
}
