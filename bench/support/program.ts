/** Runs a program to its end and measures what that took. */
import {spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {ccmonCommand} from '../../test/support/ccmon.ts';
import {baseEnvironment} from '../../test/support/environment.ts';

export interface Run {
	ms: number;
	/** Processor time, user and system. */
	cpuMs: number;
	/** The most memory it held, looked at a hundred times a second; 0 where the system does not say. */
	peakRssMb: number;
	stdout: string;
}

/** A home whose `.claude` is the config folder. */
export type Home = string;

export const configDirOf = (home: Home): string => path.join(home, '.claude');

export const runReport = (home: Home, args: readonly string[] = []): Promise<Run> =>
	run([...ccmonCommand, 'report', '--json', ...args], home);

export const runOnce = (home: Home): Promise<Run> => run([...ccmonCommand, '--once', '--json'], home);

/** Where a monitor receives telemetry, and the secret that its senders carry. */
export interface TelemetryAddress {
	port: number;
	token: string;
}

/** `ccmon setup`, as a person runs it once. */
export async function setUp(home: Home): Promise<TelemetryAddress> {
	await run([...ccmonCommand, 'setup', '--yes'], home);
	return JSON.parse(readFileSync(path.join(home, '.local/state/ccmon/telemetry.json'), 'utf8'));
}

/** Throws when it fails. */
export async function run(command: readonly string[], home: Home): Promise<Run> {
	const env = {...baseEnvironment(), HOME: home, CLAUDE_CONFIG_DIR: configDirOf(home)};
	const start = performance.now();
	// The shell's `times` has what its child used. It takes 1 ms.
	const script = '"$@" 2>/dev/null; code=$?; times >&2; exit $code';
	const shell = spawn('/bin/sh', ['-c', script, 'sh', ...command], {env, cwd: home, stdio: ['ignore', 'pipe', 'pipe']});
	let peakRssMb = 0;
	const timer = setInterval(() => {
		peakRssMb = Math.max(peakRssMb, peakOf(shell.pid));
	}, 10);
	let [stdout, times] = ['', ''];
	shell.stdout.setEncoding('utf8').on('data', (text: string) => {
		stdout += text;
	});
	shell.stderr.setEncoding('utf8').on('data', (text: string) => {
		times += text;
	});
	const code = await new Promise(resolve => shell.on('close', resolve));
	clearInterval(timer);
	const ms = performance.now() - start;
	if (code !== 0) throw new Error(`${path.basename(command[0]!)} ${command.slice(1).join(' ')} ended with ${code}`);
	return {ms, cpuMs: childTimes(times), peakRssMb, stdout};
}

/** Of the shell's child, the only one it has. */
function peakOf(shell: number | undefined): number {
	try {
		const [child] = readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').split(' ');
		return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child}/status`, 'utf8'))?.[1] ?? 0) / 1024;
	} catch {
		return 0;
	}
}

/** `0m0.12s 0m0.01s`, for the shell and then for its children. */
function childTimes(text: string): number {
	const [, line = ''] = text.trim().split('\n');
	return [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
		(sum, [, minutes, seconds]) => sum + (Number(minutes) * 60 + Number(seconds)) * 1000,
		0,
	);
}
