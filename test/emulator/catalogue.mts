/** Models with the limits that the live catalogue publishes for them (facts file §6.1), in its own shape. */
export const catalogue = [
	model('FLUX.1 Schnell 12B NF4', 'Flux1schnell', ['txt2img'], {
		limits: { ...square(256, 2048), resolution_step: 128, min_steps: 1, max_steps: 10 },
		features: { supports_steps: true, supports_guidance: false, supports_negative_prompt: true },
		// The placeholder is what the live API says; a client must not send it.
		defaults: { width: 768, height: 768, steps: 4, negative_prompt: 'Negative prompt' },
	}),
	model('Z-Image Turbo INT8', 'ZImageTurbo_INT8', ['txt2img'], {
		limits: { ...square(128, 2048), resolution_step: '16', min_steps: '1', max_steps: '50' },
		features: { supports_steps: '1', supports_guidance: '0', supports_negative_prompt: '1' },
		defaults: { width: 768, height: 768, steps: 8 },
	}),
	model('FLUX.2 Klein 4B BF16', 'Flux_2_Klein_4B_BF16', ['txt2img', 'img2img'], {
		limits: { ...square(256, 1536), resolution_step: 16, min_steps: 4, max_steps: 4, max_input_images: 3 },
		features: { supports_steps: false, supports_guidance: false, supports_negative_prompt: false },
		defaults: { width: 1024, height: 1024, steps: 4 },
	}),
	model('BEN2', 'Ben2', ['img-rmbg'], { limits: square(128, 2048) }),
	model('Real-ESRGAN x4', 'RealESRGAN_x4', ['img-upscale'], { limits: square(128, 2048) }),
	model('Kokoro', 'Kokoro', ['txt2audio'], []),
];

function model(name: string, slug: string, inference_types: string[], info: Record<string, Record<string, unknown>> | []) {
	return { name, slug, inference_types, info, loras: null, languages: null };
}

function square(min: number, max: number) {
	return { min_width: min, max_width: max, min_height: min, max_height: max };
}

export type CatalogueModel = (typeof catalogue)[number];

export function limitsOf({ info }: CatalogueModel): Record<string, number> {
	const { limits = {} } = Array.isArray(info) ? {} : info;
	return Object.fromEntries(Object.entries(limits).map(([key, value]) => [key, Number(value)]));
}
