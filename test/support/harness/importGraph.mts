import { posix } from 'node:path';
import ts from 'typescript';

/** The texts of files, by their paths. */
export type Sources = Record<string, string>;

export interface Import {
	from: string;
	/** The path of a file, or the name of a package. */
	to: string;
	/** In another file of these sources, or in a package. */
	isInside: boolean;
}

/** Rooms by their folders, and what each may import besides its own files: rooms, and single files. */
export type Rooms = Record<string, string[]>;

/** Everything that the files import, types too, in whatever way. */
export function importsOf(sources: Sources): Import[] {
	return Object.entries(sources).flatMap(([from, text]) =>
		ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => {
			if (!fileName.startsWith('.')) return { from, to: fileName, isInside: false };
			const path = posix.join(posix.dirname(from), fileName);
			const to = [path, `${path}.ts`, `${path}/index.ts`].find((file) => file in sources);
			if (to === undefined) throw new Error(`${from} imports ${fileName}, which is none of the files`);
			return { from, to, isInside: true };
		}),
	);
}

/** The room of a file: that of its folder, or of the nearest folder above that is one. */
export function roomOf(file: string, rooms: Rooms): string | undefined {
	let folder = posix.dirname(file);
	while (!(folder in rooms) && folder !== '.') folder = posix.dirname(folder);
	return folder in rooms ? folder : undefined;
}

/** What a room imports and may not, in sentences. */
export function trespassesOf(room: string, sources: Sources, rooms: Rooms): string[] {
	return importsOf(sources).flatMap(({ from, to, isInside }) => {
		if (!isInside || roomOf(from, rooms) !== room) return [];
		const other = roomOf(to, rooms);
		if (other === room || rooms[room].includes(to) || (other !== undefined && rooms[room].includes(other))) return [];
		return [`${from} imports ${other ?? 'no room'} (${posix.relative(other ?? '.', to)}), which ${room} may not`];
	});
}

/** Paths that lead back to where they start: one at least where there is any. */
export function cyclesIn(edges: Array<{ from: string; to: string }>): string[] {
	const targets = new Map<string, string[]>();
	for (const { from, to } of edges) targets.set(from, [...(targets.get(from) ?? []), to]);
	const done = new Set<string>();
	const path: string[] = [];
	const cycles: string[] = [];
	const visit = (file: string): void => {
		if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
		if (path.includes(file) || done.has(file)) return;
		path.push(file);
		for (const target of targets.get(file) ?? []) visit(target);
		path.pop();
		done.add(file);
	};
	for (const file of targets.keys()) visit(file);
	return cycles;
}
