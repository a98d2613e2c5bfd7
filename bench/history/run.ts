/** Runs a program to its end and tells what it took. */
import {spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {ccmonCommand} from '../../test/support/ccmon.ts';
import {baseEnvironment} from '../../test/support/environment.ts';

export interface Took {
	ms: number;
	/** Processor time, user and system. */
	cpuMs: number;
	/** The most memory it held, looked at a hundred times a second; 0 where the system does not tell. */
	peakRssMb: number;
}

export interface Place {
	home: string;
	configDir: string;
}

const report = [...ccmonCommand, 'report', '--json'];
export const runReport = (place: Place, args: readonly string[] = []): Promise<Took> =>
	run([...report, ...args], place);

/** What it prints is thrown away. Throws when it fails. */
export async function run(command: readonly string[], {home, configDir}: Place): Promise<Took> {
	const env = {...baseEnvironment(), HOME: home, CLAUDE_CONFIG_DIR: configDir};
	const start = performance.now();
	// The shell's `times` tells what its child used. It takes 1 ms.
	const script = '"$@" >/dev/null 2>&1; code=$?; times; exit $code';
	const shell = spawn('/bin/sh', ['-c', script, 'sh', ...command], {
		env,
		cwd: home,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let peakRssMb = 0;
	const timer = setInterval(() => {
		peakRssMb = Math.max(peakRssMb, peakOf(shell.pid));
	}, 10);
	let times = '';
	shell.stdout.on('data', (data: Buffer) => {
		times += data;
	});
	const code = await new Promise(resolve => shell.on('close', resolve));
	clearInterval(timer);
	const ms = performance.now() - start;
	if (code !== 0) throw new Error(`${path.basename(command[0]!)} ${command.slice(1).join(' ')} ended with ${code}`);
	return {ms, cpuMs: childTimes(times), peakRssMb};
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
