import { createHash } from 'node:crypto';
import type { INodeExecutionData } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { byName } from '../support/harness/operations.mts';
import { INPUTS, KINDS } from './files/kinds.mts';
import type { Input } from './files/kinds.mts';
import { realFile } from './files/realFiles.mts';
import { ROWS } from './files/rows.mts';
import type { Row } from './files/rows.mts';
import { Rig } from './rig.mts';

/** Real files, and what is sent for each, whatever deAPI says to it then. */
let rig: Rig;

beforeAll(async () => {
	rig = await Rig.open();
});
afterAll(async () => await rig.close());
beforeEach(() => {
	rig.clear();
	rig.emulator.jobs.planFor = () => ({ outcome: 'never' });
});

it('has 60 rows at least, each under a title of its own', () => {
	const titles = Object.values(ROWS).flat().map(titleOf);
	expect(titles.length).toBeGreaterThanOrEqual(60);
	expect(new Set(titles).size).toBe(titles.length);
});

describe.each(Object.entries(ROWS))('%s', (_name, rows) => {
	it.each(rows.map((row) => [titleOf(row), row] as const))('%s', async (_title, row) => {
		const content = await realFile(row.file);
		const input: Input = INPUTS[row.to];
		const error = await run(input, row, content);
		if (row.refused) return expectRefusal(error, row.refused);

		const [request, ...more] = rig.requestsTo(input.request);
		expect(request, told(error)).toBeDefined();
		expect(more).toEqual([]);
		if (row.shape) return expectShape(request.fields, row.shape);
		const [part] = request.files;
		expect(part.sha256).toBe(createHash('sha256').update(content).digest('hex'));
		expectPart(part.headers, row);
	});
});

/** The failure of the run, if it has failed. */
async function run(
	{ operation: name, parameters }: Input,
	{ type, name: given, file }: Row,
	content: Buffer,
): Promise<Failure | undefined> {
	const mimeType = type === undefined ? 'application/octet-stream' : (type ?? undefined);
	const data = { data: content.toString('base64'), mimeType, fileName: given === undefined ? file : (given ?? undefined) };
	const { resource, value } = byName.get(name)!;
	const items = [{ json: {}, binary: { data } }] as unknown as INodeExecutionData[];
	return (await rig.run({ resource, operation: value, waitMode: 'dontWait', ...parameters }, items)).error;
}

type Failure = Error & { description?: string };

function expectRefusal(error: Failure | undefined, words: RegExp[]): void {
	expect(error).toBeDefined();
	expect(error!.description).toBeTruthy();
	for (const word of words) expect(told(error)).toMatch(word);
	expect(rig.paid()).toEqual([]);
}

function expectShape({ width, height }: Record<string, unknown>, shape: Row['shape']): void {
	expect(Number(width) > Number(height) ? 'landscape' : 'portrait').toBe(shape);
}

/** What would end a header, or read as something else than it is. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069"/\\]/u;
const LONGEST_NAME = 255;

/** As it was sent: parsers forgive what others do not. */
function expectPart(headers: string, { file, name, as, called = name ?? file }: Row): void {
	const [, sentName, sentType] =
		/^Content-Disposition: form-data; name="\w+"; filename="(.*)"\r\nContent-Type: ([^\r\n]*)$/.exec(headers) ?? [];
	expect(sentType, headers).toMatch(KINDS[as!].type);
	if (typeof called === 'string') expect(sentName).toBe(called);
	else expect(sentName).toMatch(called);
	expect(sentName).not.toMatch(UNSAFE);
	expect(sentName.length).toBeLessThanOrEqual(LONGEST_NAME);
	expect(KINDS[as!].endings).toContain(sentName.split('.').at(-1)!.toLowerCase());
}

function told(error: Failure | undefined): string {
	return error ? `${error.message}\n${error.description}` : '';
}

function titleOf({ to, file, type = 'of no known type', name = file }: Row): string {
	const declared = JSON.stringify(type ?? 'without a type');
	return `${file} to a ${to}, declared ${declared}, named ${JSON.stringify(name)?.slice(0, 60)}`;
}
