import type { IBinaryData, IDataObject } from 'n8n-workflow';

/** What the job adds to an output item. */
export interface Result {
	json: IDataObject;
	binary?: Record<string, IBinaryData>;
}
