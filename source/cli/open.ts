/** `ccmon open`: goes to a session in this terminal, as the key does in the monitor. */
import type {Focus} from '../control/keyboard.ts';
import {findSession, SendUsageError} from '../control/send.ts';
import {fullName} from '../core/hosts/host.ts';
import {loadExeca} from '../platform/programs.ts';
import {createMonitor} from '../store.ts';
import {openAct} from './act.ts';
import {UsageError} from './arguments.ts';
import {openFleet} from './fleet.ts';
import {openLiveLedger} from './live-ledger.ts';
import {printProblem} from './print-problem.ts';
import {readSettings} from './settings.ts';
import {showScreen} from './show-screen.ts';

export async function open(configDirs: readonly string[], [wanted = '']: readonly string[]): Promise<number> {
	if (!process.stdin.isTTY || !process.stdout.isTTY) {
		process.stderr.write('ccmon open needs a terminal to show the session in.\n');
		return 2;
	}
	const settings = readSettings(configDirs, {mustExist: true});
	const {clock, stateDir} = settings;
	const live = openLiveLedger(settings);
	live.onProblem(printProblem);
	const monitor = createMonitor(live.ledger, clock);
	const fleet = await openFleet({...settings, receive: false, emit: monitor.emit, live, readIndex: async () => true});
	try {
		await fleet.ready;
		monitor.show();
		const session = findSession(wanted, monitor.store.getState().sessions.values());
		const found = await openAct({monitor, stateDir, clock, env: process.env}).reach(session);
		if (!found.ok) return refused(found.reason);
		if (found.way.type !== 'keyboard') return refused('it is headless: its last lines are in the monitor');
		return await show(await found.way.focus(), fullName(session));
	} catch (error) {
		if (error instanceof SendUsageError) throw new UsageError(error.message);
		throw error;
	} finally {
		await fleet.close();
		live.close();
		monitor.close();
	}
}

async function show(focus: Focus, title: string): Promise<number> {
	if (focus.type === 'refused') return refused(focus.reason);
	if (focus.type === 'screen') {
		const {stdin, stdout} = process;
		await showScreen({title, rows: focus.rows, stdin, stdout, signal: new AbortController().signal});
	}
	if (focus.type !== 'run') return 0;
	const execa = await loadExeca();
	const {exitCode} = await execa(focus.file, focus.args, {stdio: 'inherit', env: focus.env, reject: false});
	return exitCode ?? 1;
}

function refused(reason: string): number {
	process.stderr.write(`ccmon: ${reason}\n`);
	return 3;
}
