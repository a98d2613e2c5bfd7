/** `ccmon open`: goes to a session in this terminal, as the key does in the monitor. */
import {constants} from 'node:os';
import {findSession, SendUsageError} from '../control/send.ts';
import {createMonitor} from '../store.ts';
import {openAct} from './act.ts';
import {UsageError} from './arguments.ts';
import {endingSignal} from './ending-signal.ts';
import {openFleet} from './fleet.ts';
import {showSession} from './go-to-session.ts';
import {openLiveLedger} from './live-ledger.ts';
import {printProblem} from './print-problem.ts';
import {readSettings} from './settings.ts';

export async function open(configDirs: readonly string[], [wanted = '']: readonly string[]): Promise<number> {
	if (!process.stdin.isTTY || !process.stdout.isTTY) {
		process.stderr.write('ccmon open needs a terminal to show the session in.\n');
		return 2;
	}
	const settings = readSettings(configDirs, {mustExist: true});
	const {clock, stateDir, problems} = settings;
	for (const problem of problems) printProblem(problem);
	const live = openLiveLedger(settings);
	live.onProblem(printProblem);
	const monitor = createMonitor(live.ledger, clock);
	const fleet = await openFleet({...settings, receive: false, emit: monitor.emit, live, readIndex: async () => true});
	try {
		await fleet.ready;
		monitor.show();
		const session = findSession(wanted, monitor.store.getState().sessions.values());
		const found = await openAct({monitor, stateDir, clock, env: process.env}).reach(session);
		if (!found.ok) return failed(found.reason, 3);
		if (found.way.type !== 'keyboard') return failed('it is headless: its last lines are in the monitor', 3);
		const focus = await found.way.focus();
		if (focus.type === 'refused') return failed(focus.reason, 3);
		// A program that has the terminal is ended by a signal together with ccmon; what ccmon draws has to be taken away.
		const ending = focus.type === 'screen' ? endingSignal() : new AbortController().signal;
		const problem = await showSession(session, focus, {handOver: task => task(), signal: ending});
		if (problem !== null) return failed(problem, 1);
		return ending.aborted ? 128 + constants.signals[ending.reason as NodeJS.Signals] : 0;
	} catch (error) {
		if (error instanceof SendUsageError) throw new UsageError(error.message);
		throw error;
	} finally {
		await fleet.close();
		live.close();
		monitor.close();
	}
}

function failed(reason: string, code: number): number {
	process.stderr.write(`ccmon: ${reason}\n`);
	return code;
}
