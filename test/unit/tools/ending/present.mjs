import { connect } from 'node:net';

/** Tells the test who this is. The connection breaks when this process is gone, and not before. */
export function present(name) {
	connect(Number(process.env.PRESENT_AT), '127.0.0.1').unref().write(`${name} ${process.pid}\n`);
}
