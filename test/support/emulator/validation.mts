import type { Field, Fields } from './api/fields.mts';
import { catalog } from './catalog.mts';
import type { CatalogModel } from './model.mts';
import { checkModel } from './modelRules.mts';
import { demandsOf } from './jobRules.mts';
import { Order } from './order.mts';
import type { Submission } from './order.mts';
import { checkFiles } from './uploads.mts';

/** Takes down what is wrong with one field. */
export interface Objections {
	/** `must be a string.` and the like. */
	must(demand: string): void;
	/** A sentence of its own. */
	say(message: string): void;
	/** It is none of the values that can be chosen. */
	invalid(): void;
}

/** What an endpoint demands, of all that the table has. */
export interface Demands {
	title: string;
	fields: Fields;
	tasks?: readonly string[];
	/** The endpoint of version 2 that does it. */
	does: string;
}

/** All that is wrong with a request, by field, in the words of the API's framework; and what it asks for. */
export async function validate({ title, fields, tasks, does }: Demands, submission: Submission, takesAnySize?: boolean) {
	const errors: Record<string, string[]> = {};
	const model = catalog.find(({ slug }) => slug === (submission.fields.model ?? submission.fields.model_slug));
	const order = new Order(fields, submission, model, takesAnySize);
	for (const [name, field] of Object.entries(fields)) {
		const object = objectionsTo(name.replace('[]', ''), errors);
		if (!order.has(name)) checkAbsence(name in submission.fields, field, order, object);
		else if (await checkValue(name, field, order, object)) {
			if (name.startsWith('model')) checkTask(model, title, tasks, object);
			if (model) await checkModel(name, field, order, model, object);
		}
	}
	for (const [name, message] of demandsOf(does, order)) objectionsTo(name, errors).say(message);
	return { errors, order };
}

function objectionsTo(name: string, errors: Record<string, string[]>): Objections {
	const say = (message: string) => void (errors[name] ??= []).push(message);
	const spoken = wordsOf(name);
	return { say, must: (demand) => say(`The ${spoken} field ${demand}`), invalid: () => say(`The selected ${spoken} is invalid.`) };
}

/** Fields as the messages name them. */
function wordsOf(...names: string[]): string {
	return names.join(' / ').replaceAll('[]', '').replaceAll('_', ' ');
}

function checkAbsence(isNull: boolean, field: Field, order: Order, { must }: Objections): void {
	const { requiredWith: together = [], requiredWithout: instead = [], requiredWhen: when, limit } = field;
	const isLimited = `min_${limit}` in order.limits || `max_${limit}` in order.limits;
	if (field.required === 'present' && !isNull) must('must be present.');
	if (field.required === true || (field.required === 'limited' && isLimited)) must('is required.');
	if (together.length > 0 && together.every((other) => order.has(other))) must(`is required when ${wordsOf(...together)} is present.`);
	if (instead.length > 0 && !instead.some((other) => order.has(other))) {
		must(`is required when ${wordsOf(...instead)} is not present.`);
	}
	if (when && isOneOf(order.value(when.field), when.is)) {
		must(`is required when ${wordsOf(when.field)} is ${order.value(when.field)}.`);
	}
}

function isOneOf(value: unknown, allowed: string | readonly string[]): boolean {
	return [allowed].flat().some((one) => one === value);
}

/** Whether it makes sense to look at what the model says of it. */
async function checkValue(name: string, field: Field, order: Order, object: Objections): Promise<boolean> {
	const others = (field.excludes ?? []).filter((other) => order.has(other));
	const missing = (field.needs ?? []).filter((other) => !order.has(other));
	const { allowedWhen: when } = field;
	if (others.length > 0) object.must(`prohibits ${wordsOf(...others)} from being present.`);
	if (missing.length > 0) object.must(`requires ${wordsOf(...missing)} to be present.`);
	if (when && !isOneOf(order.value(when.field), when.is)) object.must('is prohibited.');
	if (field.type === 'file' || field.type === 'files') return checkFiles(name, field, order, object);
	const value = order.value(name);
	const isRight = checkType(field, value, object);
	if (isRight) checkRules(field, value, object);
	return isRight;
}

function checkTask(model: CatalogModel | undefined, title: string, tasks: readonly string[] | undefined, object: Objections): void {
	if (!model) object.say('The selected model does not exist.');
	else if (tasks && !tasks.some((task) => model.inference_types.includes(task)))
		object.say(`The selected model does not support ${title}.`);
}

type PlainType = Exclude<Field['type'], 'file' | 'files'>;

/** Multipart bodies have texts only, so numbers may be texts; and booleans, as `1` and `0`. */
const TYPES: Record<PlainType, [demand: string, isRight: (value: unknown) => boolean]> = {
	string: ['must be a string.', (value) => typeof value === 'string'],
	integer: ['must be an integer.', (value) => Number.isInteger(numberFrom(value))],
	number: ['must be a number.', (value) => Number.isFinite(numberFrom(value))],
	boolean: ['must be true or false.', (value) => [true, false, 1, 0, '1', '0'].some((allowed) => allowed === value)],
	list: ['must be a string or an array of strings.', (value) => [value].flat().every((entry) => typeof entry === 'string' && entry !== '')],
	loras: ['must be an array of names and weights of 0 or more.', (value) => Array.isArray(value) && value.every(isLora)],
};

function checkType({ type, spelledOut }: Field, value: unknown, { must }: Objections): boolean {
	const [demand, isRight] = TYPES[type as PlainType];
	if (isRight(value) || (spelledOut && ['true', 'false'].includes(String(value)))) return true;
	must(demand);
	return false;
}

function numberFrom(value: unknown): number {
	return typeof value === 'string' || typeof value === 'number' ? Number(value) : NaN;
}

function isLora(entry: { name?: unknown; weight?: unknown } | null): boolean {
	return typeof entry?.name === 'string' && numberFrom(entry.weight) >= 0;
}

function checkRules(field: Field, value: unknown, { must, invalid }: Objections): void {
	const { minLength = 0, maxLength = Infinity, maxItems = Infinity, min = -Infinity, max = Infinity, values, url } = field;
	const text = String(value);
	if (url && !isUrl(text, url === 'https')) must(`must be a valid ${url === 'https' ? 'HTTPS ' : ''}URL.`);
	if (text.length < minLength) must(`must be at least ${minLength} characters.`);
	if (text.length > maxLength) must(`must not be greater than ${maxLength} characters.`);
	if (Array.isArray(value) && value.length > maxItems) must(`must not have more than ${maxItems} items.`);
	if (Number(value) < min) must(`must be at least ${min}.`);
	if (Number(value) > max) must(`must not be greater than ${max}.`);
	if (values && !values.map(String).includes(text)) invalid();
}

function isUrl(text: string, isSecure: boolean): boolean {
	return URL.canParse(text) && (isSecure ? ['https:'] : ['https:', 'http:']).includes(new URL(text).protocol);
}
