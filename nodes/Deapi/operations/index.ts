import { getBalance } from './account/getBalance';
import { cloneVoice } from './audio/cloneVoice';
import { designVoice } from './audio/designVoice';
import { generateMusic } from './audio/generateMusic';
import { generateSpeech } from './audio/generateSpeech';
import { transcribe as transcribeAudio } from './audio/transcribe';
import { create as createEmbedding } from './embedding/create';
import { edit } from './image/edit';
import { extractText } from './image/extractText';
import { generate as generateImage } from './image/generate';
import { removeBackground as removeImageBackground } from './image/removeBackground';
import { upscale as upscaleImage } from './image/upscale';
import { get as getJob } from './job/get';
import { getResult } from './job/getResult';
import { get as getModel } from './model/get';
import { getMany as getManyModels } from './model/getMany';
import { boostImage } from './prompt/boostImage';
import { boostImageEdit } from './prompt/boostImageEdit';
import { boostMusic } from './prompt/boostMusic';
import { boostSpeech } from './prompt/boostSpeech';
import { boostVideo } from './prompt/boostVideo';
import { getSample } from './prompt/getSample';
import type { Operation } from './operation';
import { generate as generateVideo } from './video/generate';
import { generateFromAudio } from './video/generateFromAudio';
import { removeBackground as removeVideoBackground } from './video/removeBackground';
import { replace } from './video/replace';
import { transcribe as transcribeVideo } from './video/transcribe';
import { upscale as upscaleVideo } from './video/upscale';

/** Every operation of the node, as the menus list them. The editor, the requests and the tests follow this list. */
export const operations: Operation[] = [
	getBalance,
	cloneVoice,
	designVoice,
	generateMusic,
	generateSpeech,
	transcribeAudio,
	createEmbedding,
	edit,
	extractText,
	generateImage,
	removeImageBackground,
	upscaleImage,
	getJob,
	getResult,
	getModel,
	getManyModels,
	boostImage,
	boostImageEdit,
	boostMusic,
	boostSpeech,
	boostVideo,
	getSample,
	generateVideo,
	generateFromAudio,
	removeVideoBackground,
	replace,
	transcribeVideo,
	upscaleVideo,
];

export function findOperation(resource: string, value: string): Operation | undefined {
	return operations.find((operation) => operation.resource === resource && operation.value === value);
}
