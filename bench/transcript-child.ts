/**
 * Run by the transcript bench in a process of its own, bundled and started as ccmon is: reads one file and prints what that
 * took. `node start.cjs read FILE full|usage|follow ROUNDS`
 */
import {closeSync, openSync, readFileSync, readSync} from 'node:fs';
import type {Detail} from '../source/claude/transcript/line.ts';
import {createTranscriptParser} from '../source/claude/transcript/parse.ts';
import {createTail} from '../source/live/transcript/tail.ts';

/** What it runs has been compiled once it has been read: see scripts/start.cjs. */
export const firstFrame = Promise.withResolvers<void>();

export interface ChildResult {
	events: number;
	/** Of each round, in ms. */
	rounds: number[];
	/** How much more memory was resident at the most than before reading, in MB. */
	rssRiseMb: number;
}

function readOnce(path: string, detail: Detail, buffer: Buffer): number {
	let events = 0;
	const emit = () => {
		events++;
	};
	const parser = createTranscriptParser({path, configDir: '/', sessionId: 'one', agentId: null, detail, emit});
	const descriptor = openSync(path, 'r');
	for (let length = 1; length > 0; ) {
		length = readSync(descriptor, buffer, 0, buffer.length, null);
		parser.push(buffer.subarray(0, length));
	}
	closeSync(descriptor);
	return events;
}

/** As a running session's transcript is read at the start. */
function followOnce(path: string): number {
	let events = 0;
	const emit = () => {
		events++;
	};
	createTail({path, configDir: '/', sessionId: 'one', agentId: null, emit}).read(Number.POSITIVE_INFINITY);
	return events;
}

/** Of this program: what `getrusage` tells is the parent's when that was larger. */
function peakRssMb(): number {
	return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
}

function run(path: string, detail: string, rounds: number): ChildResult {
	const before = process.memoryUsage.rss() / 2 ** 20;
	const result: ChildResult = {events: 0, rounds: [], rssRiseMb: 0};
	const buffer = Buffer.allocUnsafeSlow(2 ** 18);
	for (let round = 0; round < rounds; round++) {
		const start = performance.now();
		result.events = detail === 'follow' ? followOnce(path) : readOnce(path, detail as Detail, buffer);
		result.rounds.push(performance.now() - start);
	}
	result.rssRiseMb = peakRssMb() - before;
	return result;
}

const [, , command, path = '', detail = 'full', rounds = '1'] = process.argv;
// The bench's runner imports every file of this folder; this one only works when told to.
if (command === 'read') {
	console.log(JSON.stringify(run(path, detail, Number(rounds))));
	firstFrame.resolve();
}
