import type { Measures } from './measures';
import type { ByteReader } from './reader';

/** Microsoft/IBM "Multimedia Programming Interface and Data Specifications 1.0", RIFF and WAVE. */
export async function wav(file: ByteReader): Promise<Measures> {
	await file.skip(12);
	for (let bytesPerSecond = 0; ; ) {
		const header = await file.take(8);
		const id = header.toString('latin1', 0, 4);
		const length = header.readUInt32LE(4);
		if (id === 'data') return { duration: soundLength(length, file) / bytesPerSecond };
		if (id === 'fmt ') bytesPerSecond = (await file.peek(12)).readUInt32LE(8);
		const padding = length % 2;
		await file.skip(length + padding);
	}
}

/** A program that writes into a pipe cannot go back to fill in the length, and leaves 0 or 0xFFFFFFFF. */
function soundLength(declared: number, { size, position }: ByteReader): number {
	const rest = size - position;
	return declared === 0 ? rest : Math.min(declared, rest);
}
