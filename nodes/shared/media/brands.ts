import type { Format } from './kinds';

const format = (name: string, mimeType: string, extension: string, kind: Format['kind']): Format => ({ name, mimeType, extension, kind });

const MP4 = format('MP4', 'video/mp4', 'mp4', 'video');
const M4A = format('M4A', 'audio/mp4', 'm4a', 'audio');
const MOV = format('MOV', 'video/quicktime', 'mov', 'video');
const HEIF = format('HEIF', 'image/heif', 'heif', 'image');

/** By the brand of a file (ISO/IEC 14496-12 §4.3), or one that it is compatible with; MP4 has many more. */
const BRANDS: Array<[RegExp, Format]> = [
	[/^avi[fs]/, format('AVIF', 'image/avif', 'avif', 'image')],
	[/^he(ic|ix|im|is|vc|vx|vm|vs)/, format('HEIC', 'image/heic', 'heic', 'image')],
	[/^crx /, format('CR3', 'image/x-canon-cr3', 'cr3', 'image')],
	[/^M4[ABP] |^F4[AB] /, M4A],
	[/^qt {2}/, MOV],
	[/^3g2/, format('3G2', 'video/3gpp2', '3g2', 'video')],
	[/^3g[epsgr]/, format('3GP', 'video/3gpp', '3gp', 'video')],
];
/** HEIF says with what its pictures are made among the brands that it is compatible with. */
const PICTURES = ['mif1', 'mif2', 'msf1', 'miaf'];
/** What else QuickTime films begin with. */
const BOXES = ['moov', 'mdat', 'free', 'skip', 'wide', 'pnot'];
/** The first box is smaller than half a gigabyte, or has its size elsewhere; a text begins with a larger byte. */
const TEXT = 0x20;

/** Formats that are made of boxes: films and sound of MP4 and QuickTime, and pictures of HEIF. */
export function brandOf(start: Buffer): Format | undefined {
	const text = start.toString('latin1');
	const box = text.slice(4, 8);
	if (box !== 'ftyp') return BOXES.includes(box) && start[0] < TEXT ? MOV : undefined;
	const brand = text.slice(8, 12);
	const known = (name: string) => BRANDS.find(([beginning]) => beginning.test(name))?.[1];
	if (!PICTURES.includes(brand)) return known(brand) ?? MP4;
	const compatible = text.slice(16, Math.max(16, start.readUInt32BE(0))).match(/.{4}/gs) ?? [];
	return compatible.map(known).find((found) => found?.kind === 'image') ?? HEIF;
}
