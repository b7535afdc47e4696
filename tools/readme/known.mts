/** What of the documents' commands cannot be typed as it stands. Whatever is not here is typed. */

/** What stands for a value of the reader's: with the value that it is followed with. By the whole command. */
export const EXAMPLES: Record<string, string> = {
	'npm test -- unit FILE -t NAME': 'npm test -- unit poll -t "daily limit"',
	'npm run test:watch -- FILE -t NAME': 'npm run test:watch -- poll -t "daily limit"',
	'npm run test:watch': 'npm run test:watch -- poll',
	'npm run test:watch -- FILE': 'npm run test:watch -- poll',
	'npx vitest run --config test/vitest.config.mts --project engine --inspect-brk --no-file-parallelism FILE -t NAME':
		'npx vitest run --config test/vitest.config.mts --project engine --inspect-brk --no-file-parallelism wholeRun',
	// What step 1 of a release says comes first; the tag stays here.
	'node tools/package/checkRelease.mts 1.2.3':
		"sed -i 's/^## .Unreleased.$/&\\n\\n## [1.2.3] - 2026-01-31/' CHANGELOG.md && node tools/package/checkRelease.mts 1.2.3",
	'git tag 1.2.3 && git push origin 1.2.3': 'git tag 1.2.3 && git push --dry-run origin 1.2.3',
};

/** What is taken from an execution that sleeps on a real n8n: see asleep.mts. */
export const OF_THE_SLEEPER = {
	'https://n8n.example.com/webhook-waiting/123/deapi?signature=…': 'resumeUrl',
	'https://n8n.example.com/api/v1/executions/123': 'apiUrl',
	'~/.n8n/database.sqlite 123': 'database',
	'the Webhook Secret of the credential': 'secret',
	'REQUEST-ID': 'callbackJob',
	$key: 'apiKey',
} as const;

/** What says that a command only ends when it is told to. By a part of the command, the first that fits. */
export const ENDLESS = [
	{ command: '--inspect-brk', says: /Debugger listening on/ },
	{ command: 'test:watch', says: /Waiting for file changes|Tests failed\. Watching/ },
	{ command: '', says: /Press Ctrl\+C to stop/ },
];

/** What a command says that goes on after a failure. */
export const FAILS = /Tests failed\. Watching/;

/** What a command has to show. By a part of the command. */
export const SHOWN: Record<string, RegExp> = {
	'api/v1/executions': /"name": "parked"/,
	'node:sqlite': /name: 'parked'[\s\S]+resumeToken: '/,
	'curl -i': /^HTTP\/\S+ 200/m,
};

/** What takes long, or a machine that has more, and is followed only if it is asked for by name: `npm run test:readme -- test:lives`. */
export const ONLY_WHEN_NAMED: Record<string, string> = {
	'npm test -- latest': 'runs all end-to-end tests on another n8n, for a quarter of an hour',
	'npm run bench': 'measures for an hour or more, on a machine that does nothing else',
	'npm run test:faults': 'plays the fault table on two versions of n8n, for half an hour',
	'npm run test:lives': 'plays 25,000 lives, for ten minutes',
	'npm run test:oldest': 'runs all end-to-end tests on another n8n, for a quarter of an hour',
	'npm run test:queue': 'needs Redis and PostgreSQL',
	'npm run test:ui': 'needs a browser',
};

/** What is not followed, whatever stands behind it. */
export const LEFT_OUT: Record<string, string> = {
	'npm run test:readme': 'follows itself',
	'npm run <command>': 'stands for the commands in the table below it',
	'npm run check:spec':
		'needs an OpenAPI file of the vendor, which is not ours to keep; test/unit/tools/spec.test.mts judges by a small one',
	'npx @n8n/scan-community-package <name>':
		'asks about a published package; npm run check:package holds the tarball against the same scanner',
};
