/**
 * Pushes counters while the monitor is open, in a separate process: adding up the whole history takes longer than a
 * frame, and memory that the monitor would not give back.
 */
import {execFile} from 'node:child_process';
import type {Emit} from '../claude/events.ts';
import type {Settings} from './settings.ts';

export interface TeamPushes {
	close(): void;
}

/** A push that takes longer than this hangs. */
const longestMs = 300_000;

/** Does nothing without an address in the config. A failure becomes a problem, once for each reason. */
export function openTeamPushes({config}: Settings, emit: Emit): TeamPushes {
	const {url, everyMs} = config.team.push;
	if (url === null) return {close() {}};
	const stop = new AbortController();
	const said = new Set<string>();
	let isRunning = false;
	const push = () => {
		if (isRunning) return;
		isRunning = true;
		// It uses the folders of the config or the environment: others were named for this monitor only.
		const args = [...process.execArgv, process.argv[1] ?? '', 'metrics', '--push'];
		execFile(process.execPath, args, {signal: stop.signal, timeout: longestMs}, (error, _, stderr) => {
			isRunning = false;
			if (!error || stop.signal.aborted) return;
			const message = `${stderr.trim().split('\n').at(-1) || 'The push ended without output'}: it is tried again.`;
			if (said.has(message)) return;
			said.add(message);
			emit({type: 'problem', path: url, message, count: 1});
		});
	};
	push();
	const timer = setInterval(push, everyMs).unref();
	return {
		close() {
			clearInterval(timer);
			stop.abort();
		},
	};
}
