const URLS = /\bhttps?:[\\/]+[^\s"'<>]+/gi;
const USER = /^(https?:[\\/]+)[^/?#]*@/i;
/** Names of what gives access to an address. A query without one, such as `?v=…`, only says what was asked for. */
const GIVES_ACCESS = /auth|cred|key|pass|secret|sig|token/i;

/** Keys of deAPI and its gateway, and what any long word of letters and digits may be; a UUID has dashes. */
const KEYS = [
	/\bdpn-sk-\S+/gi,
	/\b\d+\|[a-z\d]{16,}/gi,
	/(?<=\b(?:Bearer|Basic)[ :]{1,3})\S{16,}/gi,
	/(?<![a-z\d])(?=[a-z]*\d)[a-z\d]{32,}/gi,
];

/** Anything shorter may be a word. */
const SHORTEST = 8;
const HIDDEN = '[hidden]';

/** A text that others have written, without what opens something: keys, and what signs an address. */
export function withoutSecrets(text: string): string {
	const withUrls = text.replace(URLS, withoutSignature);
	return KEYS.reduce((struck, key) => struck.replace(key, HIDDEN), withUrls);
}

/** The same for one that is known, as it is, and as JSON and addresses write it. */
export function withoutSecret(text: string, secret: string): string {
	if (secret.length < SHORTEST) return text;
	const inJson = JSON.stringify(secret).slice(1, -1);
	// PHP's JSON, which the API speaks, also escapes slashes.
	const forms = [secret, inJson, inJson.replaceAll('/', '\\/'), encodeURIComponent(secret)];
	return forms.reduce((struck, form) => struck.replaceAll(form, HIDDEN), text);
}

function withoutSignature(url: string): string {
	const [place, ...query] = url.replace(USER, '$1').split(/[?#&]/);
	const isSigned = query.some((part) => GIVES_ACCESS.test(part.split('=')[0]));
	return isSigned ? `${place}?${HIDDEN}` : url.replace(USER, '$1');
}
