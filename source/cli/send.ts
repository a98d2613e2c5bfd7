/** `ccmon send`: types into a session from a script, through the same guards as the keys, and waits for the evidence. */
import {SendUsageError, send} from '../control/send.ts';
import {readInput} from '../platform/input.ts';
import {terminalIo} from '../setup/terminal-io.ts';
import {createMonitor} from '../store.ts';
import {openAct} from './act.ts';
import {type SubcommandOptions, UsageError} from './arguments.ts';
import {openFleet} from './fleet.ts';
import {openLiveLedger} from './live-ledger.ts';
import {readSettings} from './settings.ts';

/** In bytes; what is longer is no prompt. */
const longestText = 1024 * 1024;

export async function sendText(
	configDirs: readonly string[],
	[session = '', given = '']: readonly string[],
	options: SubcommandOptions,
): Promise<number> {
	const isPiped = given === '-';
	const text = isPiped ? await readInput(process.stdin, longestText) : given;
	if (text === null) throw new UsageError('the text on standard input is too long to be typed');
	const settings = readSettings(configDirs, {mustExist: true});
	const {clock, stateDir} = settings;
	const live = openLiveLedger(settings);
	const monitor = createMonitor(live.ledger, clock);
	// Nothing is sent to what is over.
	const readIndex = async () => true;
	const fleet = await openFleet({...settings, receive: false, emit: monitor.emit, live, readIndex});
	try {
		await fleet.ready;
		monitor.flush(true);
		const leaving = new AbortController();
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => leaving.abort());
		const {deps} = openAct({monitor, stateDir, clock, env: process.env});
		const io = terminalIo(process.stdin, process.stderr, process.env);
		return await send(
			{session, text, json: options.json === true, yes: options.yes === true},
			{
				deps: {...deps, signal: leaving.signal},
				sessions: () => monitor.store.getState().sessions.values(),
				ask: process.stdin.isTTY && !isPiped ? question => io.ask(`${question} [y/N] `) : null,
				print: line => process.stdout.write(`${line}\n`),
			},
		);
	} catch (error) {
		if (error instanceof SendUsageError) throw new UsageError(error.message);
		throw error;
	} finally {
		await fleet.close();
		live.close();
		monitor.close();
	}
}
