export const SEEK_ENTRIES = 100;
const MOST_HELD = 1024;

/** Where in a file each hundredth of its frames begins; takes the same memory for any number of them. */
export class SeekTable {
	/** Bytes before each so many-th frame. */
	private held: number[] = [];
	private every = 1;
	private frames = 0;
	private bytes = 0;

	add(length: number): void {
		if (this.frames % this.every === 0) this.held.push(this.bytes);
		this.frames++;
		this.bytes += length;
		if (this.held.length < MOST_HELD) return;
		this.held = this.held.filter((_, index) => index % 2 === 0);
		this.every *= 2;
	}

	/** As 256th parts of a file in which so many bytes are before the first frame. */
	entries(before: number): Uint8Array {
		const { held, frames, bytes, every } = this;
		const at = (entry: number) => before + held[Math.floor((entry * frames) / SEEK_ENTRIES / every)];
		return Uint8Array.from({ length: SEEK_ENTRIES }, (_, entry) => (entry === 0 ? 0 : Math.floor((at(entry) * 256) / (before + bytes))));
	}
}
