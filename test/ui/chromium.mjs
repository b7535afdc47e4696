import { existsSync } from 'node:fs';

const USUAL_PLACES = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/usr/bin/google-chrome-stable',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser of this machine: what DEAPI_TEST_CHROMIUM names, or one in a usual place. */
export function findChromium() {
	const named = process.env.DEAPI_TEST_CHROMIUM;
	const found = (named ? [named] : USUAL_PLACES).find((path) => existsSync(path));
	if (found) return found;
	throw new Error(
		`${named ? `There is no browser at ${named}` : 'No Chromium was found'}: install it (Debian and Ubuntu: apt-get install chromium), or set DEAPI_TEST_CHROMIUM to the path of a Chrome, Chromium or Edge.`,
	);
}
