import type { Version } from '../../test/support/emulator/api.mts';

/** What is read of a schema of OpenAPI 3; the rest is for the validator. */
export interface Schema {
	[keyword: string]: unknown;
	$ref?: string;
	type?: string;
	format?: string;
	nullable?: boolean;
	enum?: unknown[];
	properties?: Record<string, Schema>;
	required?: string[];
	items?: Schema;
	oneOf?: Schema[];
	anyOf?: Schema[];
	allOf?: Schema[];
}

interface Parameter {
	$ref?: string;
	name: string;
	in: string;
	required?: boolean;
	schema: Schema;
}

interface Described {
	parameters?: Parameter[];
	requestBody?: { content: Record<string, { schema: Schema }> };
}

export interface OpenApi {
	openapi: string;
	paths: Record<string, Record<string, Described>>;
	components?: object;
}

/** A call as the document describes it. */
export interface Call {
	/** e.g. `GET /api/v2/jobs/{id}` */
	name: string;
	/** By the body's content type; none for a call without a body. */
	bodies: Record<string, Schema>;
	query: Schema;
}

const BASES: Record<Version, RegExp> = { v2: /^\/api\/v2\//, v1: /^\/api\/v1\/client\// };

/** An OpenAPI document of one version of the API. */
export class Specification {
	readonly version: Version;
	private readonly document: OpenApi;

	constructor(document: OpenApi) {
		this.document = document;
		const paths = Object.keys(document.paths ?? {});
		const version = (['v2', 'v1'] as const).find((one) => paths.some((path) => BASES[one].test(path)));
		if (!version) throw new Error('The document describes no call of version 1 or 2 of the API');
		this.version = version;
	}

	/** The described path that an address has, and its methods. */
	pathOf(address: string): string | undefined {
		return Object.keys(this.document.paths).find((path) => patternOf(path).test(address));
	}

	callOf(method: string, path: string): Call | undefined {
		const { parameters: shared = [], ...methods } = this.document.paths[path] as Record<string, Described> & { parameters?: Parameter[] };
		const described = methods[method.toLowerCase()];
		if (!described) return undefined;
		const bodies = Object.entries(described.requestBody?.content ?? {}).map(([type, { schema }]) => [type, schema] as const);
		const parameters = [...shared, ...(described.parameters ?? [])].map((parameter) => this.resolve(parameter));
		return { name: `${method} ${path}`, bodies: Object.fromEntries(bodies), query: queryOf(parameters) };
	}

	/** What a reference stands for. */
	resolve<Part extends { $ref?: string }>(part: Part): Part {
		if (part.$ref === undefined) return part;
		const [, ...keys] = part.$ref.split('/');
		return this.resolve(keys.reduce((place, key) => (place as Record<string, unknown>)[key], this.document as unknown) as Part);
	}
}

/** `/jobs/{id}` stands for one step of a path, whatever it is. */
function patternOf(path: string): RegExp {
	const steps = path.split('/').map((step) => (/^\{.*\}$/.test(step) ? '[^/]+' : step.replaceAll('.', '\\.')));
	return new RegExp(`^${steps.join('/')}$`);
}

function queryOf(parameters: Parameter[]): Schema {
	const inQuery = parameters.filter((parameter) => parameter.in === 'query');
	return {
		type: 'object',
		properties: Object.fromEntries(inQuery.map(({ name, schema }) => [name, schema])),
		required: inQuery.filter(({ required }) => required).map(({ name }) => name),
	};
}
