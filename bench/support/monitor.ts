/** Runs the built ccmon in a real pty and reads what its screen shows, what it writes and what it uses. */
import {readFileSync} from 'node:fs';
import {type IPty, spawn} from '@lydell/node-pty';
import xterm from '@xterm/headless';
import {ccmonCommand, ccmonEnvironment} from '../../test/support/ccmon.ts';
import {percentile, type Row} from './row.ts';

export interface RunningMonitor {
	pid: number;
	/** Milliseconds (performance.now) at which the process was started. */
	startedAt: number;
	/** Bytes written to the terminal so far. */
	bytes(): number;
	/** Milliseconds of processor time used so far, user and system. */
	cpuMs(): number;
	rssMb(): number;
	/** The most it ever was. */
	peakRssMb(): number;
	screen(): string[];
	/** Calls back after each change of the screen. */
	onChange(callback: () => void): void;
	/** Resolves with performance.now() of the first screen that satisfies the condition. */
	until(condition: (screen: string[]) => boolean, timeoutMs?: number): Promise<number>;
	press(keys: string): void;
	stop(): Promise<void>;
}

const columns = 120;
const rows = 40;
const clockTicksPerSecond = 100;

/** A program in a pty of 120 × 40; nothing of the person's environment is handed on. */
export function openInPty(command: readonly string[], env: Record<string, string>): IPty {
	return spawn(command[0]!, command.slice(1), {name: 'xterm-256color', cols: columns, rows, cwd: '/', env});
}

export function startMonitor(options: {
	home: string;
	args: readonly string[];
	env?: Record<string, string>;
}): RunningMonitor {
	const startedAt = performance.now();
	const env = {...ccmonEnvironment(options.home), ...options.env};
	const pty = openInPty([...ccmonCommand, ...options.args], env);
	const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true});
	const callbacks = new Set<() => void>();
	let bytes = 0;
	pty.onData(data => {
		bytes += Buffer.byteLength(data);
		terminal.write(data, () => {
			for (const callback of callbacks) callback();
		});
	});
	const exited = new Promise<void>(resolve => pty.onExit(() => resolve()));
	const statusMb = (field: 'VmRSS' | 'VmHWM') =>
		Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pty.pid}/status`, 'utf8'))?.[1]) / 1024;
	const screen = () =>
		Array.from({length: rows}, (_, row) => terminal.buffer.active.getLine(row)?.translateToString(true) ?? '');
	return {
		pid: pty.pid,
		startedAt,
		bytes: () => bytes,
		cpuMs: () => {
			const fields = readFileSync(`/proc/${pty.pid}/stat`, 'utf8')
				.replace(/^.*\) /, '')
				.split(' ');
			return ((Number(fields[11]) + Number(fields[12])) * 1000) / clockTicksPerSecond;
		},
		rssMb: () => statusMb('VmRSS'),
		peakRssMb: () => statusMb('VmHWM'),
		screen,
		onChange: callback => callbacks.add(callback),
		until: (condition, timeoutMs = 30_000) =>
			new Promise((resolve, reject) => {
				const timer = setTimeout(() => {
					callbacks.delete(check);
					reject(new Error(`not seen in ${timeoutMs} ms; the screen:\n${screen().join('\n')}`));
				}, timeoutMs);
				const check = () => {
					if (!condition(screen())) return;
					clearTimeout(timer);
					callbacks.delete(check);
					resolve(performance.now());
				};
				callbacks.add(check);
				check();
			}),
		press: keys => pty.write(keys),
		stop: () => {
			pty.kill('SIGTERM');
			return exited;
		},
	};
}

/** Presses a key and waits until `shown` reads something else off the screen; gives the ms that took. */
export async function pressAndSee(monitor: RunningMonitor, key: string, shown: () => unknown): Promise<number> {
	const before = shown();
	const at = performance.now();
	monitor.press(key);
	return (await monitor.until(() => shown() !== before, 60_000)) - at;
}

/** Of many delays as above. */
export function keyRow(name: string, delays: readonly number[]): Row {
	const [middle, high] = [percentile(delays, 50), percentile(delays, 99)];
	return {
		name: `${name}: key → screen, p50 / p99 of ${delays.length}`,
		value: `${middle.toFixed(0)} / ${high.toFixed(0)} ms`,
		limit: '≤ 100 ms',
		ok: high <= 100,
	};
}
