/** `ccmon open`: goes to a session in this terminal, as the key does in the monitor. */
import {constants} from 'node:os';
import type {Focus} from '../control/keyboard.ts';
import {findSession} from '../control/send.ts';
import type {Session} from '../core/session.ts';
import {type Running, withRunning} from './acting.ts';
import {endingSignal} from './ending-signal.ts';
import {showSession} from './go-to-session.ts';

/** `version`: ccmon's own. */
export async function open(
	configDirs: readonly string[],
	[wanted = '']: readonly string[],
	version: string,
): Promise<number> {
	if (!process.stdin.isTTY || !process.stdout.isTTY) {
		process.stderr.write('ccmon open needs a terminal to show the session in.\n');
		return 2;
	}
	return withRunning({configDirs, session: wanted, version}, async running => {
		if (running.unreached !== null) return failed(running.unreached, 3);
		const session = findSession(wanted, running.store.getState().sessions.values());
		const focus = await focusOf(session, running);
		if (focus.type === 'refused') return failed(focus.reason, 3);
		// A program that has the terminal is ended by a signal together with ccmon; what ccmon draws has to be taken away.
		const ending = focus.type === 'screen' ? endingSignal() : new AbortController().signal;
		const problem = await showSession(session, focus, {handOver: task => task(), signal: ending});
		if (problem !== null) return failed(problem, 1);
		return ending.aborted ? 128 + constants.signals[ending.reason as NodeJS.Signals] : 0;
	});
}

async function focusOf(session: Session, {act, hosts}: Running): Promise<Focus> {
	const there = session.host && hosts.actions();
	if (there) return {type: 'run', ...there.goThere(session), env: {}};
	const found = await act.reach(session);
	if (!found.ok) return {type: 'refused', reason: found.reason};
	if (found.way.type === 'keyboard') return found.way.focus();
	return {type: 'refused', reason: 'it is headless: its last lines are in the monitor'};
}

function failed(reason: string, code: number): number {
	process.stderr.write(`ccmon: ${reason}\n`);
	return code;
}
