import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { cyclesIn, importsOf, roomOf, trespassesOf } from '../support/harness/importGraph.mts';
import type { Rooms, Sources } from '../support/harness/importGraph.mts';
import { read, ROOT } from '../support/harness/repository.mts';

const SHARED = ['api', 'files', 'live', 'media', 'n8n', 'results', 'sound', 'util', 'webhook'].map((room) => `nodes/shared/${room}`);
const FIELDS = ['nodes/Deapi/fields', 'nodes/Deapi/fields/kinds', 'nodes/Deapi/fields/sets'];
const OPERATIONS = 'nodes/Deapi/operations';
/** What a run knows of the world outside: what an operation and a field are, and no single one of either. */
const RUN_KNOWS = ['nodes/Deapi/operations/booster.ts', 'nodes/Deapi/operations/operation.ts', 'nodes/Deapi/fields', ...SHARED];
const STATE = 'nodes/Deapi/run/state';
const BUILD = 'nodes/Deapi/run/build';
const MONEY = 'nodes/Deapi/run/money';
const SUBMIT = 'nodes/Deapi/run/submit';
const WAIT = 'nodes/Deapi/run/wait';
const COLLECT = 'nodes/Deapi/run/collect';

/** The rooms of the code, from the ground up: each may import itself and those that it stands on, nothing else. */
const ROOMS: Rooms = {
	credentials: ['nodes/shared/api/access.ts'],

	'nodes/shared/util': [],
	'nodes/shared/media': ['nodes/shared/util'],
	'nodes/shared/sound': ['nodes/shared/util', 'nodes/shared/media'],
	'nodes/shared/api': ['nodes/shared/util', 'nodes/shared/media'],
	'nodes/shared/live': ['nodes/shared/util', 'nodes/shared/api'],
	'nodes/shared/n8n': ['nodes/shared/util', 'nodes/shared/api'],
	'nodes/shared/webhook': ['nodes/shared/util', 'nodes/shared/api'],
	'nodes/shared/files': ['nodes/shared/util', 'nodes/shared/media', 'nodes/shared/api'],
	'nodes/shared/results': ['nodes/shared/util', 'nodes/shared/media', 'nodes/shared/api', 'nodes/shared/files'],

	'nodes/DeapiTrigger': SHARED,

	'nodes/Deapi/fields': SHARED,
	'nodes/Deapi/fields/kinds': ['nodes/Deapi/fields', ...SHARED],
	'nodes/Deapi/fields/sets': ['nodes/Deapi/fields', 'nodes/Deapi/fields/kinds', ...SHARED],
	[OPERATIONS]: [...FIELDS, ...SHARED],
	'nodes/Deapi/editor': [OPERATIONS, ...FIELDS, ...SHARED],
	'nodes/Deapi/methods': [OPERATIONS, ...FIELDS, ...SHARED],

	[STATE]: RUN_KNOWS,
	[BUILD]: [STATE, ...RUN_KNOWS],
	[WAIT]: [STATE, ...RUN_KNOWS],
	[MONEY]: [STATE, BUILD, ...RUN_KNOWS],
	[SUBMIT]: [STATE, BUILD, MONEY, WAIT, ...RUN_KNOWS],
	[COLLECT]: [STATE, BUILD, WAIT, ...RUN_KNOWS],
	'nodes/Deapi/run': [STATE, BUILD, MONEY, SUBMIT, WAIT, COLLECT, ...RUN_KNOWS],

	'nodes/Deapi': [OPERATIONS, 'nodes/Deapi/editor', 'nodes/Deapi/methods', 'nodes/Deapi/run', ...SHARED],

	/** Its calls are runs of the deAPI node's operation. Nothing stands on it, so that it can be left out of a release. */
	'nodes/EmbeddingsDeapi': [OPERATIONS, ...FIELDS, 'nodes/Deapi/methods', 'nodes/Deapi/run', STATE, ...SHARED],
};

/** n8n forbids dependencies at run time; it brings these itself. */
const PACKAGES = ['crypto', 'form-data', 'n8n-workflow'];
const MOST_LINES = 200;

const sources: Sources = Object.fromEntries(
	['nodes', 'credentials']
		.flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`))
		.map((path) => path.replaceAll('\\', '/'))
		.filter((path) => path.endsWith('.ts'))
		.sort()
		.map((path) => [path, read(path)]),
);
const files = Object.keys(sources);

describe('the code', () => {
	it.each(Object.keys(ROOMS))('lets %s import nothing but what it stands on', (room) => {
		expect(files.some((file) => roomOf(file, ROOMS) === room)).toBe(true);
		expect(trespassesOf(room, sources, ROOMS)).toEqual([]);
	});

	it('is in rooms, all of it', () => {
		// Operations have a folder for each resource.
		const homeless = files.filter((file) => !(file.slice(0, file.lastIndexOf('/')) in ROOMS) && roomOf(file, ROOMS) !== OPERATIONS);
		expect(homeless).toEqual([]);
	});

	it('has no two rooms that stand on each other', () => {
		const allowed = Object.entries(ROOMS).flatMap(([from, others]) =>
			others.map((to) => ({ from, to: to in ROOMS ? to : roomOf(to, ROOMS)! })),
		);
		expect(cyclesIn(allowed)).toEqual([]);
	});

	it('has nothing that stands on the sub-node or the trigger', () => {
		const leaves = ['nodes/DeapiTrigger', 'nodes/EmbeddingsDeapi'];
		const others = importsOf(sources).filter(({ from, to }) => leaves.some((leaf) => to.startsWith(leaf) && !from.startsWith(leaf)));
		expect(others).toEqual([]);
	});

	it('imports nothing in circles, types included', () => {
		expect(cyclesIn(importsOf(sources).filter(({ isInside }) => isInside))).toEqual([]);
	});

	it('imports no package but those that n8n brings', () => {
		const packages = importsOf(sources).filter(({ isInside }) => !isInside);
		expect(packages.filter(({ to }) => !PACKAGES.includes(to)).map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
		expect([...new Set(packages.map(({ to }) => to))].sort()).toEqual(PACKAGES);
	});

	it(`has no file of more than ${MOST_LINES} lines`, () => {
		const lengths = files.map((file) => ({ file, lines: sources[file].trimEnd().split('\n').length }));
		expect(lengths.filter(({ lines }) => lines > MOST_LINES)).toEqual([]);
	});
});

describe('a wrong import is found', () => {
	const planted = (file: string, statement: string): Sources => ({
		'nodes/shared/api/errors.ts': '',
		'nodes/Deapi/operations/index.ts': '',
		'nodes/Deapi/operations/operation.ts': '',
		'nodes/Deapi/operations/image/generate.ts': '',
		'nodes/Deapi/run/state/run.ts': '',
		[file]: statement,
	});

	it.each([
		["import { ApiError } from '../api/errors';", 'written as usual'],
		["import type { ApiError } from '../api/errors';", 'of types only'],
		["import '../api/errors';", 'for its effects'],
		["export * from '../api/errors';", 'handed on'],
		["export type { ApiError } from '../api/errors';", 'handed on, of types only'],
		["type Failure = import('../api/errors').ApiError;", 'within a type'],
		["const errors = await import('../api/errors');", 'at run time'],
		["const errors = require('../api/errors');", 'by require'],
	])('%s (%s)', (statement) => {
		expect(trespassesOf('nodes/shared/util', planted('nodes/shared/util/urls.ts', statement), ROOMS)).toEqual([
			'nodes/shared/util/urls.ts imports nodes/shared/api (errors.ts), which nodes/shared/util may not',
		]);
	});

	it.each([
		['../operations/image/generate', ['image/generate.ts']],
		['../operations', ['index.ts']],
		['../operations/operation', []],
	])('from a run to %s', (to, found) => {
		const sources = planted('nodes/Deapi/run/job.ts', `import '${to}';`);
		expect(trespassesOf('nodes/Deapi/run', sources, ROOMS)).toEqual(
			found.map((file) => `nodes/Deapi/run/job.ts imports nodes/Deapi/operations (${file}), which nodes/Deapi/run may not`),
		);
	});

	it('from an operation to a run', () => {
		const file = 'nodes/Deapi/operations/image/upscale.ts';
		expect(trespassesOf(OPERATIONS, planted(file, "import type { Run } from '../../run/state/run';"), ROOMS)).toEqual([
			`${file} imports nodes/Deapi/run/state (run.ts), which nodes/Deapi/operations may not`,
		]);
	});

	it('to a file that is in no room', () => {
		const sources = { 'nodes/shared/drawer.ts': '', 'nodes/shared/util/urls.ts': "import '../drawer';" };
		expect(trespassesOf('nodes/shared/util', sources, ROOMS)).toEqual([
			'nodes/shared/util/urls.ts imports no room (nodes/shared/drawer.ts), which nodes/shared/util may not',
		]);
	});

	it('in a circle, of types and within one room, too', () => {
		const circle = {
			'a.ts': "import type { B } from './b';",
			'b.ts': "export * from './c';",
			'c.ts': "import { a } from './a';",
			'd.ts': "import './a';",
		};
		expect(cyclesIn(importsOf(circle))).toEqual(['a.ts → b.ts → c.ts → a.ts']);
		expect(cyclesIn(importsOf({ ...circle, 'c.ts': '' }))).toEqual([]);
	});
});
