/**
 * A hostile `ccmon stream`, to be run as a program: a thousand sessions, then whatever is expensive to read, to keep or to draw,
 * as fast as it is taken.
 */
import {once} from 'node:events';
import {sentSession, sentTotals} from '../../source/core/hosts/sent.ts';
import {fakeFleet, fakeTotals} from './fake-fleet.ts';
import {helloOf, stateOf} from './host-stand-in.ts';

/** It would set the title of the terminal, clear the screen, and colour it. */
const escapes = '\u001b]0;taken over\u0007\u001b[2J\u001b[31m';
const mega = 2 ** 20;

async function flood(): Promise<never> {
	const model = sentSession(fakeFleet()[0]!);
	const session = (n: number, words: string) => ({
		...model,
		key: `k${n}`,
		sessionId: `id-${n}`,
		pid: 1000 + n,
		name: `s${n} ${escapes}`,
		cwd: `/tmp/${escapes}/${n}`,
		detail: {...model.detail, output: [words.padEnd(200, escapes)]},
	});
	const numbers = Array.from({length: 1000}, (_, n) => n);
	const problems = numbers.slice(0, 200).map(n => ({path: `/${n}${escapes}`, message: 'm'.repeat(400), count: 1}));
	const changes = (sessions: readonly object[]) => ({type: 'changes', sessions, gone: []});
	const of = (round: number): readonly (object | string)[] => [
		// All of it at once, as often as it is read.
		{...stateOf([]), sessions: numbers.map(n => session(n, `${round}`)), problems},
		// A small change of each.
		...[1, 2, 3].map(time =>
			changes(numbers.map(n => ({key: `k${n}`, name: `t${round} ${n}`, state: (time + n) % 2 ? 'busy' : 'waiting'}))),
		),
		// Texts of megabytes in place of names.
		changes([{key: `k${round % 1000}`, name: `${round} ${'long '.repeat(1.4 * mega)}`}]),
		changes([{key: `k${round % 1000}`, name: `${round} ${'漢'.repeat(2.5 * mega)}`}]),
		// Values that nobody asked for, in messages that a newer version might have.
		`{"type":"newer","text":"${'w'.repeat(7.9 * mega)}"}`,
		`{"type":"newer","list":[${'{},'.repeat(400_000)}0]}`,
		`{"type":"newer","deep":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
		// More of them than a line may hold: the connection is given up, and made again.
		...(round % 3 === 0 ? [`{"type":"changes","gone":[],"sessions":[${'{},'.repeat(2.6 * mega)}{}]}`] : []),
	];
	const say = async (message: object | string) => {
		const line = typeof message === 'string' ? message : JSON.stringify(message);
		if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
	};
	await say(helloOf({version: `0.1.0${escapes}`, hostname: escapes}));
	await say({...stateOf([]), sessions: numbers.map(n => session(n, 'first')), totals: sentTotals(fakeTotals.totals!)});
	for (let round = 0; ; round++) for (const message of of(round)) await say(message);
}

process.stdout.on('error', () => process.exit(0));
process.stdin.on('end', () => process.exit(0)).resume();
await flood();
