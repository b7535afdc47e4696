import type { INodeProperties } from 'n8n-workflow';

interface LoadedList {
	name: string;
	label: string;
	description: string;
	/** One of `methods/loadOptions.ts`. */
	method: string;
	/** The parameters that change what is in it. */
	dependsOn: string[];
}

/** A list that the editor loads from the live catalogue. */
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
