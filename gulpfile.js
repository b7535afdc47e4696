const { rm } = require('node:fs/promises');
const { dest, parallel, src } = require('gulp');

/** The CLI's build leaves codex files out: n8n reads them from beside the compiled node. */
function codex() {
	return src('nodes/**/*.node.json').pipe(dest('dist/nodes'));
}

/** The CLI's build copies every picture of the tree; those of the documentation stay out of the package. */
async function prune() {
	await rm('dist/docs', { recursive: true, force: true });
}

exports.default = parallel(codex, prune);
