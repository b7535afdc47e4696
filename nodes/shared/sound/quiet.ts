import type { Stretch } from './sound';

/** Half of a pause between two sentences. */
const AROUND = 0.15;

/**
 * The quietest place between two stretches, from one to another of them: the index of the stretch behind it. Of places that are
 * equally quiet, the last one.
 */
export function quietestPlace(stretches: Stretch[], first: number, last: number): number {
	let quietest = last;
	let least = Infinity;
	for (let place = first; place <= last; place++) {
		const loudness = loudnessAround(stretches, place);
		if (loudness > least) continue;
		quietest = place;
		least = loudness;
	}
	return quietest;
}

function loudnessAround(stretches: Stretch[], place: number): number {
	let loudness = 0;
	let seconds = 0;
	const add = (stretch: Stretch) => {
		loudness += stretch.loudness * stretch.seconds;
		seconds += stretch.seconds;
		return stretch.seconds;
	};
	for (let index = place - 1, left = AROUND; index >= 0 && left > 0; index--) left -= add(stretches[index]);
	for (let index = place, left = AROUND; index < stretches.length && left > 0; index++) left -= add(stretches[index]);
	return loudness / seconds;
}
