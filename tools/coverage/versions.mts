import { api } from '../../test/support/emulator/api.mts';
import type { Version } from '../../test/support/emulator/api.mts';

/** What a version names a call, or the price of one, that is named as in version 2; itself where no other is known. */
export function nameIn(version: Version, call: string): string {
	const job = call.replace(/\/price$/, '');
	const found = Object.entries(api[version]).find(([own, { does = own }]) => does === job);
	if (!found) return call;
	const [name, { price }] = found;
	return job === call ? name : `${price!.method} ${price!.path}`;
}
