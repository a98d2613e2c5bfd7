/**
 * Words and pastes that were meant for another window, at random moments, on the real screen with three sessions. Between
 * them keys that are meant, so that questions are open, closed and refused. Nothing may be sent that was not confirmed.
 */
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {commandTable} from '../../source/control/commands/command-table.ts';
import {createSessionCommands} from '../../source/control/commands/session-commands.ts';
import type {Asked} from '../../source/core/asked.ts';
import type {Session} from '../../source/core/session.ts';
import {App} from '../../source/ui/app.tsx';
import {askedPermission} from '../support/asked.ts';
import {fakeSession, fakeStore, noon} from '../support/fake-fleet.ts';
import {testOptions} from '../support/fake-screen.ts';
import {keys, renderAt} from '../support/fake-terminal.ts';
import {type Random, seededRandom} from '../support/random.ts';

const realImmediate = setImmediate;
/** React works off what was set between two turns of the event loop. */
const settle = () => new Promise<void>(resolve => realImmediate(() => realImmediate(resolve)));

beforeEach(
	() =>
		void vi.useFakeTimers({
			toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'Date', 'performance'],
		}),
);
afterEach(() => void vi.useRealTimers());

/** None is just an answer (`y`) or a key with its answer (`xy`): typed like that they are the shortest way to confirm. */
const words =
	'reject|compact|yes|no|pay|xylophone|Kyoto|prettier|can you explain|interrupt it|exit|Classic|npm test|cd ..|say|py|icy|quit|quay|Always|Why|jacky'.split(
		'|',
	);
const pastes =
	'x\ny\n|p\nrm -rf build\n|yes|c\r|git push\r\n|Kyoto\ny|\u001b[31mc\u001b[0m\ny\n|cc\ny|no, reject that'.split('|');
const steadyKeys = [...'cixKpCyyN1njk sA?', '\r', keys.escape, keys.down, keys.tab];

const permission = askedPermission('touch made');
/** What a session that waits turns out to ask. */
const dialogs: readonly (Asked | string)[] = [
	permission,
	{...permission, danger: 'it deletes'},
	{...permission, kind: 'question', answers: [{number: 1, label: 'Kyoto', kind: 'choice'}]},
	'its dialog does not fit in its pane: make that larger',
];

type How = 'stray' | 'meant';
interface Read {
	how: How;
	text: string;
	at: number;
	/** What was on the screen when it came. */
	screen: string;
}

/** A run of the screen; gives what was sent without having been confirmed, and how much was sent in all. */
async function run(random: Random): Promise<{wrong: string[]; sent: number; typed: number}> {
	const reads: Read[] = [];
	const wrong: string[] = [];
	/** The key that had a session's dialog read: its question opens later, between other keys. */
	let looked: Read | undefined;
	let sent = 0;
	const sessions = ['ada', 'bob', 'eve'].map((name, index) =>
		fakeSession({
			name,
			pid: 1 + index,
			state: random.pick(['idle', 'busy', 'waiting']),
			next: {coldUsd: random.pick([0.01, 3])},
		}),
	);
	const fake = fakeStore(sessions);
	const check = (what: string, text: string | null = null, opener?: Read) => {
		sent++;
		const why = explain(reads, text, opener);
		if (why !== null)
			wrong.push(
				`${what} was sent: ${why}\n${JSON.stringify(reads.slice(-12).map(({how, text, at}) => [how, text, at]))}`,
			);
	};
	const act = (action: {type: string; text?: string; instructions?: string | null}, targets: readonly Session[]) =>
		check(
			`${action.type} to ${targets.map(({name}) => name)}`,
			action.text ?? action.instructions ?? null,
			action.type === 'answer' ? looked : undefined,
		);
	const commands = createSessionCommands({
		open() {},
		resume() {},
		copyId() {},
		start: ({screen}) =>
			screen.choose('Start a session in', ['~/a', '~/b'], () =>
				screen.ask('First prompt', {multiline: true}, () => screen.choose('Model', ['any'], () => check('start'))),
			),
		instructions: () => [],
		rememberInstructions() {},
		keepInstructions() {},
		confirmAboveUsd: 0.25,
		now: () => noon,
		prompts: () => [],
		look() {
			looked = reads.at(-1);
			return new Promise(resolve => setTimeout(() => resolve(random.pick(dialogs)), random.int(0, 700)));
		},
		rememberPrompt() {},
		policy: {isStopped: () => false, toggle: () => check('policy')},
	});
	const terminal = renderAt(
		<App
			store={fake.store}
			commands={commandTable(commands)}
			act={act}
			options={testOptions}
			quitQuestion={() => 'Quit and end a headless session?'}
		/>,
		{columns: 100, rows: 30},
	);
	await settle();
	const pass = async (ms: number) => {
		await vi.advanceTimersByTimeAsync(ms);
		await settle();
	};
	const read = async (how: How, text: string) => {
		reads.push({how, text, at: Date.now(), screen: terminal.text()});
		terminal.type(text);
		await settle();
	};
	const typeWord = async (text: string) => {
		for (const character of text) {
			await read('stray', character);
			await pass(random.int(20, 240));
		}
	};
	const change = () => {
		const session = random.pick(sessions);
		const state = random.pick(['idle', 'busy', 'waiting', 'shell'] as const);
		if (random.chance(0.1)) fake.remove(session.key);
		else fake.put({...session, state});
	};
	const steps: (() => Promise<void>)[] = [
		() => typeWord(random.pick(words)),
		() => typeWord(`${random.pick(words)} ${random.pick(words)}\r${random.chance(0.5) ? random.pick(words) : ''}`),
		() => read('stray', random.pick(pastes)),
		() => read('stray', keys.paste(random.pick(pastes))),
		async () => change(),
		async () => {
			for (const key of random.pick([
				[random.pick(steadyKeys)],
				[keys.escape, 'c'],
				[keys.escape, 'x', 'y'],
				['p', 'h', 'o', '\r'],
			])) {
				await pass(800);
				await read('meant', key);
			}
			if (random.chance(0.7)) await pass(800);
		},
	];
	for (let step = 0; step < 40; step++) {
		await random.pick(steps)();
		if (random.chance(0.5)) await pass(random.int(0, 900));
	}
	await pass(2000);
	return {wrong, sent, typed: reads.length};
}

/** Null: a key that stood alone did it, on a screen that said what it would do. */
function explain(reads: readonly Read[], text: string | null, opener?: Read): string | null {
	const typed = reads.filter(({text: key}) => key !== keys.down);
	// What has not run yet does so when a key follows that no word goes on with.
	const last = typed.findLast(({text: key}) => !/^[jkGL]$/.test(key))!;
	const comparable = (shown: string) => shown.replace(/\s+/g, '');
	// Alone, or with a line that was typed faster than it was read.
	const isEnter = /^[^\r\n]*\r$/.test(last.text);
	if (text !== null || isEnter) {
		if (!isEnter) return `its last key was ${JSON.stringify(last.text)}`;
		const before = comparable(text ?? '').slice(0, comparable(text ?? '').length - comparable(last.text).length);
		if (!comparable(last.screen).includes(before)) return 'its text was not on the screen';
		const opened = opener ?? typed.findLast(({screen}) => !screen.includes('Esc cancel'));
		return last.how === 'meant' || opened?.how === 'meant' ? null : 'nobody opened the question on purpose';
	}
	if (last.how !== 'meant') return `its last key was ${JSON.stringify(last.text)}, typed as part of a text`;
	if (/^[yY]$/.test(last.text))
		return /(?:Clear|End|Compact|Allow|Answer) .*\?/.test(last.screen) ? null : 'no question was on the screen';
	return /^[ciA]$/.test(last.text) ? null : `${JSON.stringify(last.text)} sends nothing`;
}

/** More by hand: `ROUNDS=500 npx vitest run test/ui/stray-keys.test.tsx`, and one again by its SEED. */
const rounds = Number(process.env.ROUNDS) || 15;

test(
	'nothing is sent that was not confirmed',
	async () => {
		const seed = Number(process.env.SEED) || Math.floor(Math.random() * 2 ** 31);
		let [sent, typed] = [0, 0];
		for (let round = 0; round < rounds; round++) {
			const result = await run(seededRandom(seed + round));
			expect(result.wrong, `seed ${seed + round}`).toEqual([]);
			sent += result.sent;
			typed += result.typed;
		}
		// Of what was meant, much was sent: the screen was not simply deaf.
		expect(sent, `seed ${seed}`).toBeGreaterThan(rounds / 5);
		expect(typed).toBeGreaterThan(60 * rounds);
	},
	rounds * 8000,
);
