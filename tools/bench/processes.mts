import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const MIB_IN_KIB = 1024;
/** Of the kernel's clock, in which it counts processor time. */
const TICKS_A_SECOND = 100;

/** From now on, {@link peakMemory} means what comes after. */
export function forgetPeak(pid: number): void {
	writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** The largest resident memory of a process, in MiB. */
export function peakMemory(pid: number): number {
	return statusOf(pid, 'VmHWM');
}

/** Its resident memory now, in MiB. */
export function memory(pid: number): number {
	return statusOf(pid, 'VmRSS');
}

/** The processor time that a process has used so far, in seconds. */
export function processorTime(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
	return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

function statusOf(pid: number, key: string): number {
	const [, kibibytes] = new RegExp(`${key}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
	return Number(kibibytes) / MIB_IN_KIB;
}

/** How many files and sockets a process has open. */
export function openFiles(pid: number): number {
	return readdirSync(`/proc/${pid}/fd`).length;
}
