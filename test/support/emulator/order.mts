import type { Fields } from './api/fields.mts';
import { limitsOf } from './model.mts';
import type { CatalogModel } from './model.mts';
import { probe } from './probe.mts';
import type { Probe } from './probe.mts';

export interface UploadedFile {
	/** As it was sent, e.g. `images[]`. */
	field: string;
	fileName: string;
	mimeType: string;
	content: Buffer;
	/** Of its part, as they were sent. */
	headers: string;
}

/** A request as it came in: lists and structures of multipart bodies are put together, numbers are still texts. */
export interface Submission {
	fields: Record<string, unknown>;
	files: UploadedFile[];
}

/** What a request asks for, for those who work on it once it has been checked. */
export class Order {
	readonly model: CatalogModel | undefined;
	/** The model's, as numbers. */
	readonly limits: Record<string, number>;
	/** Whether files may be larger than the API takes them. */
	readonly takesAnySize: boolean;
	private readonly known: Fields;
	private readonly submission: Submission;
	private readonly probes = new Map<UploadedFile, Promise<Probe>>();

	constructor(known: Fields, submission: Submission, model: CatalogModel | undefined, takesAnySize = false) {
		this.takesAnySize = takesAnySize;
		this.known = known;
		this.submission = submission;
		this.model = model;
		this.limits = model ? limitsOf(model) : {};
	}

	/** What was sent, or else the API's default. Empty texts and lists count as nothing, and so do fields that the endpoint does not have. */
	value(field: string): unknown {
		if (!(field in this.known)) return undefined;
		const value = this.submission.fields[field];
		const isEmpty = value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
		return isEmpty ? this.known[field].default : value;
	}

	has(field: string): boolean {
		return this.value(field) !== undefined || this.files(field).length > 0;
	}

	text(field: string): string {
		return String(this.value(field) ?? '');
	}

	number(field: string): number | undefined {
		const value = this.value(field);
		return value === undefined ? undefined : Number(value);
	}

	flag(field: string): boolean {
		return isSet(this.value(field));
	}

	/** `images[0]` is another way to say `images[]`. */
	files(field: string): UploadedFile[] {
		return this.submission.files.filter((file) => file.field.replace(/\[\d+\]$/, '[]') === field);
	}

	/** Measures an upload, once. Throws where it is no medium. */
	async probe(file: UploadedFile): Promise<Probe> {
		if (!this.probes.has(file)) this.probes.set(file, probe(file.content));
		return await this.probes.get(file)!;
	}
}

/** Multipart bodies have texts only. */
export function isSet(value: unknown): boolean {
	return [true, 1, '1', 'true'].includes(value as string);
}
