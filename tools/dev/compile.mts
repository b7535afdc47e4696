import { join } from 'node:path';
import ts from 'typescript';

import { ROOT } from '../../test/support/harness/testBed.mts';

/** Source maps lead debuggers to the sources, since n8n loads the compiled code from elsewhere. */
const OPTIONS: ts.CompilerOptions = { inlineSourceMap: true, sourceRoot: ROOT, noEmitOnError: true };

const FORMAT: ts.FormatDiagnosticsHost = {
	getCurrentDirectory: () => ROOT,
	getCanonicalFileName: (name) => name,
	getNewLine: () => '\n',
};

/** Compiles the package into dist, now and on every change, and says what is wrong with it. */
export function compileOnChange(whenRight: () => void): { close(): void } {
	const host = ts.createWatchCompilerHost(
		join(ROOT, 'tsconfig.json'),
		OPTIONS,
		ts.sys,
		ts.createEmitAndSemanticDiagnosticsBuilderProgram,
		(diagnostic) => console.log(ts.formatDiagnostic(diagnostic, FORMAT).trim()),
		(_status, _newLine, _options, errors) => {
			if (errors === 0) whenRight();
			else if (errors !== undefined) console.log('n8n keeps what it has');
		},
	);
	return ts.createWatchProgram(host);
}
