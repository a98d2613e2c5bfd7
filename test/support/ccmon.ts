/** Runs the built ccmon as a person's shell would: by the Node of this project, in an environment of its own. */
import {execFile} from 'node:child_process';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {baseEnvironment} from './environment.ts';
import type {LedgerTotals} from './ledger.ts';
import {waitFor} from './wait.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Program and first arguments; add ccmon's own behind them. For `tmux.open({command})`. */
export const ccmonCommand: readonly string[] = [
	path.join(root, 'node_modules/.bin/node'),
	...flagsOfLauncher(),
	path.join(root, 'dist/ccmon.cjs'),
];

/** The options that the launcher's first line gives to Node when a shell starts it. */
function flagsOfLauncher(): string[] {
	const [line = ''] = readFileSync(path.join(root, 'scripts/ccmon.cjs'), 'utf8').split('\n');
	return line.split(' ').filter(word => word.startsWith('--'));
}

/** The environment of a ccmon whose home, state and configuration lie in this folder. */
export function ccmonEnvironment(home: string): Record<string, string> {
	return {...baseEnvironment(), HOME: home};
}

/** After a question was answered, ccmon ignores keys until there was a pause of 700 ms, which begins when it has read the last one. */
export const typingPause = () => sleep(1200);

/** Whether the monitor has drawn all of its screen: the last row lists keys, as `c compact  x clear`, whichever there are. */
export function isDrawn(screen: string): boolean {
	return /^\S{1,6} \w[\w ]* {2}\S{1,6} \w/.test(screen.split('\n').at(-1) ?? '');
}

export interface Ran {
	stdout: string;
	stderr: string;
	/** Exit code; null when a signal ended it. */
	code: number | null;
}

/** Runs a program to its end, its output in pipes, and never throws for its exit code. */
export function runProgram(
	[program = '', ...args]: readonly string[],
	options: {env: Record<string, string>; cwd?: string; timeout?: number; stdin?: string},
): Promise<Ran> {
	const {stdin, timeout = 60_000, ...rest} = options;
	return new Promise(resolve => {
		const child = execFile(program, args, {...rest, timeout, maxBuffer: 2 ** 26}, (error, stdout, stderr) => {
			resolve({stdout, stderr, code: error ? (typeof error.code === 'number' ? error.code : null) : 0});
		});
		child.stdin?.on('error', () => undefined);
		child.stdin?.end(stdin);
	});
}

/** Runs ccmon to its end. */
export function runCcmon(
	args: readonly string[],
	options: {home: string; env?: Record<string, string>; cwd?: string; timeout?: number},
): Promise<Ran> {
	const {home, env, ...rest} = options;
	return runProgram([...ccmonCommand, ...args], {env: {...ccmonEnvironment(home), ...env}, ...rest});
}

/** The parts of `ccmon --once --json` that tests look at; see docs/json.md for all of it. */
export interface CcmonSession {
	sessionId: string;
	name: string;
	pid: number | null;
	kind: string;
	state: string;
	waitingFor: string | null;
	model: string | null;
	context: {
		tokens: number | null;
		windowTokens: number | null;
		fill: number | null;
		thresholdTokens: number | null;
		thresholdBasis: 'set' | 'seen' | 'expected' | null;
	};
	usage: LedgerTotals;
	cost: {
		totalUsd: number | null;
		mainUsd: number | null;
		subagentUsd: number | null;
		compactionUsd: number | null;
		backgroundUsd: number | null;
		idleUsd: number | null;
		basis: string;
		partial: boolean;
	};
	background: {cause: string; requests: number | null; tokens: number; costUsd: number | null; idleRequests: number}[];
	control: string | null;
}

export interface CcmonOutput {
	schema: number;
	generatedAt: string;
	sessions: CcmonSession[];
	totals: Record<string, unknown>;
	limits: unknown;
}

/** What `ccmon --once --json` says now. Throws with its output when it fails. */
export async function ccmonJson(
	configDir: string,
	home: string,
	env: Record<string, string> = {},
): Promise<CcmonOutput> {
	const ran = await runCcmon(['--once', '--json', '--config-dir', configDir], {home, env});
	if (ran.code !== 0) throw new Error(`ccmon --once --json ended with ${ran.code}:\n${ran.stderr}\n${ran.stdout}`);
	return JSON.parse(ran.stdout);
}

/** Asks `ccmon --once --json` until the answer holds, and gives that answer; the error shows the last one. */
export async function waitForCcmon(
	ask: () => Promise<CcmonOutput>,
	condition: (output: CcmonOutput) => boolean,
	what: string,
): Promise<CcmonOutput> {
	let latest: CcmonOutput | undefined;
	return waitFor(
		async () => {
			latest = await ask();
			return condition(latest) && latest;
		},
		{what, last: () => JSON.stringify(latest, null, 1)},
	);
}
