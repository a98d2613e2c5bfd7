/**
 * A stand-in for `claude -p` with streamed messages: a program that writes down how it was started and what it is sent, and
 * does what the messages say.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import type {TemporaryFolder} from './environment.ts';
import {waitFor} from './wait.ts';

/** A prompt is JavaScript that it runs: `say` prints messages, `message` is the one it was sent, `note` adds to what it writes down. */
const standIn = `#!${process.execPath}
const {appendFileSync} = require('node:fs');
const log = process.env.STAND_IN_LOG;
const note = entry => appendFileSync(log, JSON.stringify(entry) + '\\n');
const say = (...lines) => process.stdout.write(lines.map(line => JSON.stringify(line) + '\\n').join(''));
let rest = '';
process.stdin.setEncoding('utf8').on('data', text => {
	const lines = (rest + text).split('\\n');
	rest = lines.pop();
	for (const line of lines) {
		const message = JSON.parse(line);
		note(message);
		if (message.type === 'user') new Function('say', 'message', 'note', message.message.content)(say, message, note);
	}
});
process.stdin.on('end', () => note('end of input'));
note({argv: process.argv.slice(2), env: process.env, cwd: process.cwd()});
`;

export interface HeadlessStandIn {
	/** Of the program. */
	path: string;
	/** Variables that it needs. */
	env: Readonly<Record<string, string>>;
	/** Waits for it to run: how it was started. */
	started(): Promise<{argv: string[]; env: Record<string, string>; cwd: string}>;
	/** Waits for this many messages and other notes: all that there are. */
	// biome-ignore lint/suspicious/noExplicitAny: what it was sent is for the test to look at.
	messages(count: number): Promise<any[]>;
}

export function installHeadlessStandIn(folder: TemporaryFolder): HeadlessStandIn {
	const [program, log] = [folder.at('claude'), folder.at('log')];
	writeFileSync(program, standIn, {mode: 0o755});
	writeFileSync(log, '');
	const lines = () => readFileSync(log, 'utf8').split('\n').slice(0, -1);
	const noted = () => lines().map(line => JSON.parse(line));
	const last = () => readFileSync(log, 'utf8');
	return {
		path: program,
		env: {STAND_IN_LOG: log},
		started: () => waitFor(() => noted()[0], {what: 'the start of the stand-in', last}),
		messages: count => waitFor(() => noted().length > count && noted().slice(1), {what: `${count} messages`, last}),
	};
}
