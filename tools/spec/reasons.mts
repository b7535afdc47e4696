import { BASES } from '../../test/support/emulator/api.mts';
import type { Version } from '../../test/support/emulator/api.mts';
import { nameIn } from '../coverage/versions.mts';
import type { Kind } from './judge.mts';

/** Why the node does not send what the vendor's document describes. One that explains nothing is an error. */
export interface Reason {
	/** Calls as the document names them, or operations that are refused. */
	of: string[];
	kind: Kind;
	/** None: the call as a whole. */
	fields?: string[];
	why: string;
}

const NO_GUIDANCE = 'Not sent to models that have none, which the API accepts (docs/api.md#text-to-image)';
const OWN_FIELDS = 'Prices are asked for with the fields of the job, so that they are for the very request (docs/api.md#prices)';

const price = (job: string, ...fields: string[]): Reason => ({ of: [`POST ${job}/price`], kind: 'unknown', fields, why: OWN_FIELDS });

/** By the calls of version 2, below its base; version 1 differs in the same way. */
const differences: Reason[] = [
	{ of: ['POST /images/generations', 'POST /images/generations/price'], kind: 'missing', fields: ['guidance'], why: NO_GUIDANCE },
	price('/audio/speech', 'ref_text'),
	price('/audio/music', ...['caption', 'lyrics', 'bpm', 'format', 'guidance_scale', 'keyscale', 'seed', 'timesignature', 'vocal_language']),
	price('/images/edits', 'width', 'height'),
	price('/videos/animations', 'prompt', 'guidance', 'negative_prompt', 'seed'),
	price('/videos/generations', 'prompt', 'guidance', 'seed'),
	price('/videos/audio-syncs', 'prompt', 'seed'),
	price('/videos/replacements', 'prompt', 'seed', 'steps', 'ref_image'),
];

const onlyIn: Record<Version, Reason[]> = {
	v2: [
		{
			of: ['POST /images/generations', 'POST /images/generations/price'],
			kind: 'missing',
			fields: ['steps'],
			why: 'Not sent to models of partners that publish nothing of steps: they refuse them (docs/api.md#models)',
		},
	],
	v1: [],
};

/** Operations that refuse, in their own words. */
const noBooster = (operation: string, label: string): Reason => ({
	of: [operation],
	kind: 'refused',
	fields: [`"${label}" needs version 2 of deAPI's API, and the credential says version 1`],
	why: 'Version 1 has no boosters any more (docs/api.md#prompts)',
});

const refused: Record<Version, Reason[]> = {
	v2: [],
	v1: [
		noBooster('prompt > boostImage', 'Boost Image'),
		noBooster('prompt > boostImageEdit', 'Boost Image Edit'),
		noBooster('prompt > boostMusic', 'Boost Music'),
		noBooster('prompt > boostSpeech', 'Boost Speech'),
		noBooster('prompt > boostVideo', 'Boost Video'),
	],
};

export function reasonsFor(version: Version): Reason[] {
	const base = ` ${BASES[version]}`;
	const called = [...differences, ...onlyIn[version]].map((reason) => ({
		...reason,
		of: reason.of.map((call) => nameIn(version, call).replace(' ', base)),
	}));
	return [...called, ...refused[version]];
}
