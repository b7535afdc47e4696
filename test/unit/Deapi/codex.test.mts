/** What people type into the search of n8n's node panel, which looks at the names of nodes and at the aliases of their codex. */
import { sublimeSearch } from '@n8n/utils/search/sublime-search';
import type { INodeTypeDescription } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { Deapi } from '../../../nodes/Deapi/Deapi.node.ts';
import { isRetired } from '../../../nodes/Deapi/editor/properties.ts';
import { operations } from '../../../nodes/Deapi/operations/index.ts';
import { DeapiTrigger } from '../../../nodes/DeapiTrigger/DeapiTrigger.node.ts';
import { EmbeddingsDeapi } from '../../../nodes/EmbeddingsDeapi/EmbeddingsDeapi.node.ts';
import { nameOf } from '../../support/harness/operationName.mts';
import { read } from '../../support/harness/repository.mts';

interface Found {
	key: string;
	properties: { displayName: string; codex: { alias: string[] } };
}

/** A node, as n8n's search has it. */
function found({ displayName }: INodeTypeDescription, folder: string): Found {
	const codex = JSON.parse(read(`nodes/${folder}/${folder}.node.json`)) as { alias: string[] };
	return { key: folder, properties: { displayName, codex } };
}

const node = found(new Deapi().description, 'Deapi');
const trigger = found(new DeapiTrigger().description, 'DeapiTrigger');
const subNode = found(new EmbeddingsDeapi().description, 'EmbeddingsDeapi');

/** By the operation that does it. Of those that cost nothing, nobody looks for one by what it does. */
const TYPED: Record<string, string[]> = {
	'audio > cloneVoice': ['voice', 'AI voice', 'clone voice', 'voice clone', 'voice cloning'],
	'audio > designVoice': ['voice', 'AI voice'],
	'audio > generateMusic': ['music', 'AI music', 'generate music', 'lyrics', 'music generator', 'song', 'text to music'],
	'audio > generateSpeech': ['audio', 'generate speech', 'narration', 'speech', 'text to speech', 'TTS', 'voiceover'],
	'audio > transcribe': ['audio to text', 'speech to text', 'STT', 'transcribe', 'transcript', 'transcription', 'Whisper'],
	'embedding > create': ['embedding', 'vector'],
	'image > edit': ['edit image', 'image to image', 'photo'],
	'image > extractText': ['extract text', 'image to text', 'OCR'],
	'image > generate': ['AI image', 'FLUX', 'generate image', 'image', 'image generator', 'picture', 'text to image'],
	'image > removeBackground': ['background', 'background remover', 'rembg', 'remove background'],
	'image > upscale': ['enlarge image', 'upscale', 'upscale image'],
	'prompt > boostImage': ['enhance prompt', 'improve prompt', 'prompt'],
	'prompt > boostImageEdit': ['enhance prompt', 'improve prompt'],
	'prompt > boostMusic': ['enhance prompt', 'improve prompt'],
	'prompt > boostSpeech': ['enhance prompt', 'improve prompt'],
	'prompt > boostVideo': ['enhance prompt', 'improve prompt'],
	'video > generate': [
		'AI video',
		'animate',
		'animate image',
		'generate video',
		'image to video',
		'text to video',
		'video',
		'video generator',
	],
	'video > generateFromAudio': ['audio to video', 'talking portrait'],
	'video > removeBackground': ['remove background', 'rembg'],
	'video > replace': ['replace character'],
	'video > transcribe': ['captions', 'SRT', 'subtitles', 'transcribe', 'video to text', 'YouTube transcript'],
	'video > upscale': ['upscale video'],
};

/** How well n8n says that a node fits, of what it would say of an alias that is just that word. */
function fit(word: string, properties: Found['properties']): number {
	const score = (candidate: Found['properties']) => sublimeSearch(word.toLowerCase(), [{ key: '', properties: candidate }])[0]?.score ?? 0;
	return score(properties) / score({ displayName: '', codex: { alias: [word] } });
}

it.each([
	[node, 'transcode'],
	[trigger, 'cron'],
])('a word that is not meant finds nothing', ({ properties }, word) => expect(fit(word, properties)).toBe(0));

describe('the search for the node', () => {
	it('has words for every operation that costs money', () => {
		const paid = operations.filter((operation) => ['job', 'paidCall'].includes(operation.kind) && !isRetired(operation));
		expect(Object.keys(TYPED)).toEqual(paid.map(nameOf));
	});

	it.each([...new Set(Object.values(TYPED).flat())])('finds it by "%s"', (word) => {
		expect(fit(word, node.properties)).toBeGreaterThan(0.9);
	});

	it('has no alias that stands for nothing', () => {
		const typed = Object.values(TYPED).flat();
		expect(node.properties.codex.alias.filter((alias) => !typed.includes(alias))).toEqual([]);
	});
});

it('describes the whole package where n8n shows one description for it: that of the trigger', () => {
	const { description } = new DeapiTrigger().description;
	for (const made of ['images', 'video', 'speech', 'music', 'transcripts', 'start workflows']) expect(description).toContain(made);
});

describe('the search for the others', () => {
	it.each(['deapi', 'job completed', 'job failed', 'job finished', 'webhook'])('finds the trigger by "%s"', (word) => {
		expect(fit(word, trigger.properties)).toBeGreaterThan(0.9);
	});

	it.each(['BGE', 'embedding', 'RAG', 'semantic search', 'text embedding', 'vector'])('finds the sub-node by "%s"', (word) => {
		expect(fit(word, subNode.properties)).toBeGreaterThan(0.9);
	});
});

it.each([node, trigger, subNode])('the aliases of $key are in order', ({ properties: { codex } }) => {
	expect(codex.alias).toEqual([...new Set(codex.alias)].toSorted((a, b) => a.localeCompare(b)));
});
