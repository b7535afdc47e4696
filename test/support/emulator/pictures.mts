import { createHash } from 'node:crypto';
import { PNG } from 'pngjs';

/** A PNG of the requested size: rolling hills under a sky, with colors and shapes that follow prompt and seed. */
export function drawPicture(prompt: string, seed: number, width: number, height: number): Buffer {
	const random = numbersFrom(`${prompt}\n${seed}`);
	const hue = random();
	const sun = { x: 0.2 + random() * 0.6, y: 0.15 + random() * 0.3, radius: 0.06 + random() * 0.06 };
	const hills = [0.5, 0.64, 0.78].map((base) => ({
		base: base + random() * 0.06,
		waves: [1, 2.3, 5.1].map((frequency) => ({ frequency, phase: random() * 6.28, size: (0.07 * random()) / frequency })),
	}));

	// What a column or a row decides is worked out once: the emulator answers nobody while it draws.
	const edges = hills.map(({ base, waves }) =>
		Float64Array.from({ length: width }, (_, x) =>
			waves.reduce((sum, { frequency, phase, size }) => sum + size * Math.sin((x / width) * 6.28 * frequency + phase), base),
		),
	);
	const slopes = hills.map((_, layer) => hsl(hue + 0.45, 0.35, 0.5 - layer * 0.13));
	const [depth, light] = [hsl(hue + 0.4, 0.4, 0.2), hsl(hue + 0.15, 0.9, 0.92)];
	const [zenith, horizon] = [hsl(hue, 0.55, 0.35), hsl(hue + 0.12, 0.7, 0.8)];

	const png = new PNG({ width, height });
	for (let y = 0; y < height; y++) {
		const v = y / height;
		const sky = mix(zenith, horizon, v * 1.4);
		for (let x = 0; x < width; x++) {
			const layer = edges.findLastIndex((edge) => v > edge[x]);
			const isSun = Math.hypot((x / width - sun.x) * (width / height), v - sun.y) < sun.radius;
			setPixel(png, x, y, layer >= 0 ? mix(slopes[layer], depth, (v - edges[layer][x]) * 1.5) : isSun ? light : sky);
		}
	}
	return PNG.sync.write(png);
}

/** The picture with everything outside its middle made transparent. Throws where it is no PNG. */
export function cutOut(picture: Buffer): Buffer {
	const png = PNG.sync.read(picture);
	const { width, height, data } = png;
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const outside = Math.hypot((x / width - 0.5) * 2, (y / height - 0.5) * 2) > 0.8;
			if (outside) data[(y * width + x) * 4 + 3] = 0;
		}
	}
	return PNG.sync.write(png);
}

type Color = [number, number, number];

function setPixel(png: PNG, x: number, y: number, [red, green, blue]: Color): void {
	png.data.set([red * 255, green * 255, blue * 255, 255], (y * png.width + x) * 4);
}

function mix(from: Color, to: Color, share: number): Color {
	const part = Math.min(1, Math.max(0, share));
	return from.map((channel, index) => channel + (to[index] - channel) * part) as Color;
}

function hsl(hue: number, saturation: number, lightness: number): Color {
	const spread = saturation * Math.min(lightness, 1 - lightness);
	return [0, 8, 4].map((offset) => {
		const position = (offset + hue * 12) % 12;
		return lightness - spread * Math.max(-1, Math.min(position - 3, 9 - position, 1));
	}) as Color;
}

/** The same numbers between 0 and 1 for the same text. */
export function numbersFrom(text: string): () => number {
	let count = 0;
	return () => createHash('sha256').update(`${text}\n${count++}`).digest().readUInt32BE() / 2 ** 32;
}
