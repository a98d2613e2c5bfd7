/**
 * Claude Code is killed while ccmon types several lines into it, so that the shell under it gets what was not read: in
 * every shell, in tmux and under `ccmon run`. Nothing of it may be run. `node test/support/trial-kills.ts [COUNT] [SEED]`
 * prints a table; needs the real Claude Code, dash and zsh, and the build.
 */
import {existsSync} from 'node:fs';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {perform} from '../../source/control/actions/perform.ts';
import type {Keyboard} from '../../source/control/keyboard.ts';
import type {Outcome} from '../../source/core/action-log.ts';
import {findClaude} from './claude-binary.ts';
import {isRunning, signalTo} from './process.ts';
import {type Random, seededRandom} from './random.ts';
import {type Bench, type InShell, openBench, truthOf} from './trial-bench.ts';
import {waitFor} from './wait.ts';

const shells = {
	bash: ['bash', '--norc', '--noprofile', '-i'],
	dash: ['dash', '-i'],
	zsh: ['zsh', '-f', '-i'],
} as const;

const isInstalled = (program: string) =>
	(process.env.PATH ?? '').split(':').some(folder => existsSync(path.join(folder, program)));

/** Those that are installed. */
export const killShells = (Object.keys(shells) as (keyof typeof shells)[]).filter(isInstalled);
export const killWays = ['tmux', 'run'] as const;

/** Right before or after something is written, when all that ccmon could look at has been looked at; or at any time. */
const killPoints = [
	'before piece 1',
	'after piece 1',
	'before piece 2',
	'after piece 2',
	'before enter',
	'after enter',
	'any time',
];

export interface Kill {
	shell: keyof typeof shells;
	way: (typeof killWays)[number];
	point: string;
	signal: 'SIGKILL' | 'SIGTERM';
	/** Lines, and how they were typed. */
	text: string;
	outcome: Outcome['outcome'] | null;
	reason: string | null;
	/** What must never happen, in words; empty when all is well. */
	violations: string[];
	/** Why the trial itself could not be made. */
	broken: string | null;
}

/** The inner lines would make the sentinel if a shell ran them. */
function someText(random: Random, id: string, sentinel: string): string {
	// There is no room for all of the last ones' lines: they are refused where a shell is below.
	const count = random.pick([2, 3, 4, 6, 60]);
	const inner = Array.from({length: count - 1}, (_, index) =>
		random.pick([`touch ${sentinel}`, `touch ${sentinel} # ${index}`]),
	);
	return [`killed ${id} in the middle`, ...inner, 'the last line'].join('\n');
}

/** Kills at the point that was chosen, however ccmon comes there. */
function killing(keyboard: Keyboard, point: string, kill: () => void): Keyboard {
	let piece = 0;
	const around = async (name: string, write: () => Promise<boolean>) => {
		if (point === `before ${name}`) kill();
		const written = await write();
		if (point === `after ${name}`) kill();
		return written;
	};
	return {
		...keyboard,
		typeText: (text, form) => around(`piece ${++piece}`, () => keyboard.typeText(text, form)),
		press: (key, times) => around(key, () => keyboard.press(key, times)),
	};
}

async function runKill(
	bench: Bench,
	random: Random,
	trial: Pick<Kill, 'shell' | 'way' | 'point'>,
	number: number,
): Promise<Kill> {
	const id = random.hex(8);
	const sentinel = bench.folder.at(`sentinel-${id}`);
	const text = someText(random, id, sentinel);
	const signal = random.pick(['SIGKILL', 'SIGKILL', 'SIGTERM'] as const);
	const result: Kill = {...trial, signal, text, outcome: null, reason: null, violations: [], broken: null};
	const claude = await bench.startInShell(shells[trial.shell], `kill-${number}`);
	try {
		const session = await bench.sessionOf(claude);
		const kill = () => signalTo(claude.pid, signal);
		const later = trial.point === 'any time' ? sleep(random.int(0, 1200)).then(kill) : Promise.resolve();
		const giveUp = new AbortController();
		const outcome = await Promise.race([
			perform({type: 'prompt', text}, session, {
				...bench.deps,
				signal: giveUp.signal,
				async reach(target) {
					const found = await bench.deps.reach(target);
					if (!found.ok || found.way.type !== 'keyboard') return found;
					const {way} = found;
					return {...found, way: {...way, open: async () => killing(await way.open(), trial.point, kill)}};
				},
			}),
			sleep(20_000).then(() => null),
		]);
		giveUp.abort();
		await later;
		kill();
		await waitFor(() => !isRunning(claude.pid), {what: 'Claude Code to end'});
		// The shell has its terminal again, and reads.
		await sleep(700);
		return {
			...result,
			outcome: outcome?.outcome ?? null,
			reason: outcome?.reason ?? null,
			violations: await violationsOf(bench, claude, {id, sentinel, outcome}),
		};
	} finally {
		signalTo(claude.pid, 'SIGKILL');
		await claude.pane.close().catch(() => undefined);
	}
}

async function violationsOf(
	bench: Bench,
	{pane, shellPid}: InShell,
	{id, sentinel, outcome}: {id: string; sentinel: string; outcome: Outcome | null},
): Promise<string[]> {
	const violations: string[] = [];
	if (existsSync(sentinel)) violations.push('a line of the text was run');
	if (!isRunning(shellPid)) violations.push('the shell ended');
	if (outcome?.outcome === 'done' && !truthOf(bench.home).prompts.includes(id)) violations.push('"done" was false');
	const screen = (await pane.screen()).replace(/\s+/g, '');
	const standing = screen.slice(screen.lastIndexOf('ready$')).includes(`killed${id}`);
	if (standing && outcome && !outcome.reason?.includes('may be in the shell'))
		violations.push('it stands in the shell, and nobody said so');
	return violations;
}

export interface KillOptions {
	tell?: (kill: Kill, index: number) => void;
	/** How often a trial that could not be set up is tried again. */
	retries?: number;
}

/** Every shell, way and point comes equally often, in an order that the seed decides. */
export async function runKills(
	count: number,
	seed: number,
	binary: string,
	{tell = () => {}, retries = 0}: KillOptions = {},
): Promise<Kill[]> {
	const random = seededRandom(seed);
	const all = killWays.flatMap(way => killShells.flatMap(shell => killPoints.map(point => ({shell, way, point}))));
	const kills: Kill[] = [];
	let started = 0;
	for (const way of killWays) {
		const own = all.filter(trial => trial.way === way);
		const bench = await openBench(binary, way);
		try {
			const order: typeof own = [];
			while (order.length < count / killWays.length) order.push(...[...own].sort(() => random.next() - 0.5));
			for (const trial of order.slice(0, Math.round(count / killWays.length))) {
				// One that could not be set up says nothing of ccmon.
				const attempt = () =>
					runKill(bench, random, trial, ++started).catch(
						(error: Error): Kill => ({
							...trial,
							signal: 'SIGKILL',
							text: '',
							outcome: null,
							reason: null,
							violations: [],
							broken: error.message,
						}),
					);
				let kill = await attempt();
				for (let again = 0; kill.broken !== null && again < retries; again++) kill = await attempt();
				kills.push(kill);
				tell(kill, kills.length);
			}
		} finally {
			await bench.close();
		}
	}
	return kills;
}

/** A Markdown table: a line per way and shell. */
export function killTable(kills: readonly Kill[]): string {
	const words = ['done', 'queued', 'sent', 'refused', 'failed'] as const;
	const row = (name: string, those: readonly Kill[]) => {
		const counts = words.map(word => those.filter(({outcome}) => outcome === word).length);
		const said = those.filter(({reason}) => reason?.includes('may be in the shell')).length;
		const bad = those.reduce((sum, {violations}) => sum + violations.length, 0);
		return `| ${[name, those.length, ...counts, said, bad, those.filter(({broken}) => broken !== null).length].join(' | ')} |`;
	};
	return [
		`| killed in | trials | ${words.join(' | ')} | said to stand in the shell | violations | not set up |`,
		`|---|${'--:|'.repeat(words.length + 4)}`,
		...killWays.flatMap(way =>
			killShells.map(shell =>
				row(
					`${shell}, ${way}`,
					kills.filter(kill => kill.way === way && kill.shell === shell),
				),
			),
		),
		row('all', kills),
	].join('\n');
}

if (import.meta.main) {
	const [count = '300', seed = String(Math.floor(Math.random() * 2 ** 31))] = process.argv.slice(2);
	const binary = await findClaude();
	if (!binary) process.exit(1);
	console.error(`seed ${seed}`);
	const kills = await runKills(Number(count), Number(seed), binary, {
		tell: (kill, index) => console.error(`${index} ${JSON.stringify({...kill, text: kill.text.split('\n').length})}`),
	});
	console.log(killTable(kills));
	process.exit(kills.some(({violations}) => violations.length > 0) ? 1 : 0);
}
