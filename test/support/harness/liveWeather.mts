import { randomUUID } from 'node:crypto';

import type { Live } from '../emulator/live/live.mts';

type Trouble = (live: Live) => void;

const TROUBLES: Trouble[] = [
	(live) => live.cut('one'),
	(live) => live.cut('one'),
	(live) => live.cut('all'),
	(live) => void (live.mute = true),
	(live) => void (live.copies = 2),
	(live) => void (live.early = 300),
	(live) => void (live.habits.stall = true),
	(live) => void (live.refuse = 'break'),
	(live) => void (live.refuse = 'silence'),
	(live) => void (live.refuse = 503),
	(live) => {
		live.refuse = 404;
		live.cut('all');
	},
	(live) => live.announce({ request_id: randomUUID(), status: 'done', preview: null, result_url: null, progress: '100.00' }),
	(live) => live.send('{ "event": "request.status.updated", "data": "{"'),
	(live) => live.ping(),
];

/** Ends the trouble that there is, and makes some other; or none, about as often. */
export function disturb(live: Live): void {
	live.calm();
	if (Math.random() < 0.4) return;
	TROUBLES[Math.floor(Math.random() * TROUBLES.length)](live);
}
