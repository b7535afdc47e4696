import type { INodeProperties } from 'n8n-workflow';

/** What the editor can load, by the name of what loads it in `methods/loadOptions.ts`. */
export type ListMethod = 'getLanguages' | 'getLimits' | 'getLoras' | 'getVoices';

interface LoadedList {
	name: string;
	label: string;
	description: string;
	method: ListMethod;
	/** The parameters that change what is in it. */
	dependsOn: string[];
}

/** A list that the editor loads from the live catalog. */
export function loadedList({ name, label, description, method, dependsOn }: LoadedList): INodeProperties {
	return {
		displayName: label,
		name,
		type: 'options',
		default: '',
		// Until the list is loaded, the editor would mark the empty value in red.
		allowArbitraryValues: true,
		description,
		typeOptions: { loadOptionsMethod: method, loadOptionsDependsOn: dependsOn },
	};
}
