import { inspect } from 'node:util';

import type { RecordedRequest } from '../../test/support/emulator/emulator.mts';

/** Shows what the emulated deAPI is asked: a line for the request, and what it holds. */
export function sayRequest({ at, version, method, path, fields, files }: RecordedRequest): void {
	const content = { ...fields, ...Object.fromEntries(files.map(({ field, fileName, size }) => [field, `${fileName}, ${size} bytes`])) };
	const time = new Date(at).toLocaleTimeString('en-GB');
	console.log(
		`${time}  deAPI ${version ?? '--'}  ${method} ${path}${Object.keys(content).length > 0 ? ` ${inspect(content, { breakLength: Infinity })}` : ''}`,
	);
}
