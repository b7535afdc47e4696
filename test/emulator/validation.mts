import { catalogue, limitsOf } from './catalogue.mts';
import type { CatalogueModel } from './catalogue.mts';

export interface UploadedFile {
	field: string;
	fileName: string;
	mimeType: string;
	content: Buffer;
}

/** Collects what is wrong with a request, in the words of the API's framework. */
export class Validation {
	readonly errors: Record<string, string[]> = {};
	private readonly fields: Record<string, unknown>;

	constructor(fields: Record<string, unknown>) {
		this.fields = fields;
	}

	text(field: string): string {
		const value = this.fields[field];
		if (typeof value !== 'string' || value === '') this.refuse(field, `The ${field} field is required.`);
		return String(value);
	}

	integer(field: string, limits: Record<string, number>, limit = field): number {
		const value = Number(this.fields[field]);
		if (this.fields[field] === undefined) this.refuse(field, `The ${field} field is required.`);
		else if (!Number.isInteger(value)) this.refuse(field, `The ${field} field must be an integer.`);
		const { [`min_${limit}`]: min, [`max_${limit}`]: max } = limits;
		if (value < min) this.refuse(field, `The ${field} field must be at least ${min}.`);
		if (value > max) this.refuse(field, `The ${field} field must not be greater than ${max}.`);
		return value;
	}

	multiple(field: string, step: number | undefined): void {
		if (step && Number(this.fields[field]) % step !== 0) this.refuse(field, `The ${field} field must be a multiple of ${step}.`);
	}

	model(task: string): CatalogueModel | undefined {
		const slug = this.text('model');
		const model = catalogue.find((entry) => entry.slug === slug);
		if (!model) this.refuse('model', 'The selected model is invalid.');
		else if (!model.inference_types.includes(task)) this.refuse('model', `The selected model does not support ${task}.`);
		return model;
	}

	webhookUrl(): void {
		const { webhook_url: url } = this.fields;
		if (url === undefined) return;
		if (typeof url !== 'string' || !url.startsWith('https://')) this.refuse('webhook_url', 'The webhook url field must be a valid HTTPS URL.');
		else if (url.length > 2048) this.refuse('webhook_url', 'The webhook url field must not be greater than 2048 characters.');
	}

	image(files: UploadedFile[], field: string): UploadedFile | undefined {
		const file = files.find((entry) => entry.field === field);
		if (!file) this.refuse(field, `The ${field} field is required.`);
		else if (!isImage(file.content)) this.refuse(field, `The ${field} field must be an image.`);
		else if (file.content.length > 10 * 1024 * 1024) this.refuse(field, `The ${field} field must not be greater than 10240 kilobytes.`);
		return file;
	}

	limitsOf(model: CatalogueModel | undefined): Record<string, number> {
		return model ? limitsOf(model) : {};
	}

	refuse(field: string, message: string): void {
		(this.errors[field] ??= []).push(message);
	}

	get failed(): boolean {
		return Object.keys(this.errors).length > 0;
	}
}

function isImage(content: Buffer): boolean {
	const start = content.subarray(0, 4).toString('latin1');
	return start === '\x89PNG' || start.startsWith('\xff\xd8') || start === 'GIF8' || start === 'RIFF' || start.startsWith('BM');
}
