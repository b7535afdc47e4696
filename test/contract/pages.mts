import { FOREIGN_FILES } from '../support/emulator/foreignFiles.mts';
import { LIES, ODD_NAMES, ODD_TYPES, OTHER_WAYS } from '../support/emulator/lies.mts';
import type { Manner } from '../support/emulator/manners.mts';
import type { Page } from '../support/emulator/web.mts';

/** A picture on the web, which can be had. */
export interface Found extends Page {
	name?: string;
	/** What it is sent as, where that is not its name. */
	called?: string;
}

/** One that cannot be had, or is none; and what is said of it. */
export interface Missed extends Page {
	name?: string;
	words: RegExp[];
}

const failing = (status: number): Manner => ({ status, body: '' });
const heic = FOREIGN_FILES.find(([format]) => format === 'heic')![3];

/** By the way that it is served. */
export const FOUND: Record<string, Found> = {
	'as it is': {},
	...OTHER_WAYS,
	...Object.fromEntries(Object.entries(ODD_TYPES).map(([title, manner]) => [`with ${title}`, manner])),
	...Object.fromEntries(Object.entries(ODD_NAMES).map(([title, manner]) => [`with ${title}`, manner])),
	'without encryption': { plain: true },
	'by an address that is signed': { signed: true },
	'from a server that refuses HEAD': { refusesHead: true },
	'from a server that knows no ranges': { ignoresRange: true },
	'without a name': { name: '.png', called: 'file.png' },
	'under a name without an ending': { name: 'cat', called: 'cat.png', mimeType: 'image/png' },
	'under the ending of another format': { name: 'cat.jpg', called: 'cat.png' },
	'under a name in other letters': { name: 'Grüße an 東京.png' },
	'where it was moved to': { redirect: { status: 301 } },
	'where it is seen for now': { redirect: { status: 307 } },
	'after some trouble': { first: [failing(503), failing(500)] },
	'after an end in the middle': { first: [{ breaksOff: true }] },
};

export const MISSED: Record<string, Missed> = {
	'not there': { ...failing(404), words: [/404/, /"Image URL"/] },
	'for others': { ...failing(403), words: [/403/, /"Image URL"/] },
	'behind a server in trouble': { ...failing(500), words: [/500/, /"Image URL"/] },
	'always broken off': { breaksOff: true, words: [/"Image URL"/] },
	'moved in circles': { redirect: { to: 'cat.png' }, signed: undefined, words: [/redirect/, /"Image URL"/] },
	'moved nowhere': { redirect: {}, words: [/302/, /"Image URL"/] },
	'an image that deAPI does not take': { name: 'IMG_1.HEIC', content: heic, words: [/HEIC/, /JPEG|PNG/] },
	...Object.fromEntries(Object.entries(LIES).map(([title, manner]) => [title, { ...manner, words: [/"Image URL"/] }])),
};
