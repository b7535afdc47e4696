const { mkdir, readdir, rm, writeFile } = require('node:fs/promises');
const { basename, dirname, join } = require('node:path');
const { dest, parallel, series, src } = require('gulp');
const { n8n } = require('./package.json');

/** The CLI's build leaves codex files out: n8n reads them from beside the compiled node. */
function codex() {
	return src('nodes/**/*.node.json').pipe(dest('dist/nodes'));
}

/** Output schemas are part of the code. n8n looks for them by version, resource and operation. */
async function schemas() {
	const { operations } = require('./dist/nodes/Deapi/operations');
	const { outputSchemaOf } = require('./dist/nodes/Deapi/editor/outputSchema');
	for (const operation of operations) {
		const file = join('dist/nodes/Deapi/__schema__/v1.0.0', operation.resource, `${operation.value}.json`);
		await writeJson(file, outputSchemaOf(operation));
	}
	const trigger = require('./dist/nodes/DeapiTrigger/outputSchema');
	await writeJson('dist/nodes/DeapiTrigger/__schema__/v1.0.0.json', trigger.outputSchema);
}

async function writeJson(file, content) {
	await mkdir(dirname(file), { recursive: true });
	await writeFile(file, JSON.stringify(content, null, '\t'));
}

const PACKED = ['credentials', 'icons', 'nodes'];

/**
 * The CLI's build copies every picture of the tree; those of the documentation and of the demo stay out of the package. So do
 * nodes that package.json does not list.
 */
async function prune() {
	const strangers = (await readdir('dist')).filter((name) => !PACKED.includes(name));
	for (const name of strangers) await rm(join('dist', name), { recursive: true });
	const listed = n8n.nodes.map((file) => basename(dirname(file)));
	const nodes = (await readdir('dist/nodes', { recursive: true })).filter((file) => file.endsWith('.node.js'));
	const unlisted = nodes.map(dirname).filter((folder) => !listed.includes(folder));
	for (const folder of unlisted) await rm(join('dist/nodes', folder), { recursive: true });
}

/** Of modules that several entries share. */
const CHUNKS = [
	{ name: 'shared', test: /nodes.shared./ },
	{ name: 'run', test: /nodes.Deapi./, minShareCount: 2 },
];

/**
 * Puts the modules of each entry into one file, readable as it is: n8n opens a few files instead of three hundred, and people
 * download less. The single modules stay beside them for our tools; `files` in package.json leaves them out of the package.
 */
async function bundle() {
	const { build } = await import('rolldown');
	const entries = [...n8n.credentials, ...n8n.nodes].map((file) => file.replace(/^dist.(.+)\.js$/, '$1'));
	await build({
		input: Object.fromEntries(entries.map((name) => [name, `${name}.ts`])),
		external: /^[^./]/,
		platform: 'node',
		output: {
			dir: 'dist',
			format: 'cjs',
			entryFileNames: '[name].js',
			chunkFileNames: 'nodes/[name].js',
			comments: false,
			codeSplitting: { groups: CHUNKS },
		},
		logLevel: 'warn',
	});
}

/** What n8n can load, module by module: `npm run dev` leaves them apart, so that breakpoints in the sources work. */
exports.modules = series(parallel(codex, schemas), prune);
exports.default = series(exports.modules, bundle);
