import type { IWebhookFunctions } from 'n8n-workflow';

import { taskOf } from '../shared/api/model';
import { isRecord, listed } from '../shared/util/json';
import { EVENTS } from './properties';

/** Which events start the workflow; an empty list of tasks or request IDs stands for any. */
export interface Settings {
	events: string[];
	tasks: string[];
	requestIds: string[];
}

/**
 * Reads the settings of the trigger as they are meant, since expressions may give anything.
 *
 * @returns what is wrong with them, where that shows; it lasts until somebody changes the workflow
 */
export function readSettings(context: Pick<IWebhookFunctions, 'getNodeParameter'>): Settings | string {
	try {
		const options = context.getNodeParameter('options', {}) ?? {};
		if (!isRecord(options)) return '"Options" cannot be read';
		const [events, jobTypes, requestIds] = [context.getNodeParameter('events', []), options.jobTypes, options.requestIds].map(namesIn);
		if (!jobTypes) return '"Job Types" is neither a list of texts nor a text with commas';
		if (!requestIds) return '"Request IDs" is neither a list of texts nor a text with commas';
		const named = (events ?? []).flatMap(eventsCalled);
		if (named.length === 0) return `"Trigger On" names none of ${Object.keys(EVENTS).join(', ')}`;
		return { events: named, tasks: jobTypes.map(taskOf), requestIds };
	} catch (error) {
		return `its parameters cannot be read: ${error instanceof Error ? error.message : 'no reason is given'}`;
	}
}

/** What a setting names, blanks left out; undefined where it holds something that is no name. */
function namesIn(setting: unknown): string[] | undefined {
	const names: string[] = [];
	for (const entry of listed(setting)) {
		if (typeof entry === 'string' || typeof entry === 'number') names.push(String(entry).trim());
		else if (entry !== undefined && entry !== null) return undefined;
	}
	return names.filter((name) => name !== '');
}

/** The API's event that a name means, whether that is the parameter's, the API's own or the one that the editor shows. */
function eventsCalled(name: string): string[] {
	const letters = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '');
	return Object.values(EVENTS).filter((event) => letters(event) === letters(name));
}
