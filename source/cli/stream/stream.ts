/** `ccmon stream`: sends this machine's sessions to a reader at the other end of a pipe, and carries out its requests. */
import {hostname} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {createBooks} from '../../index/books.ts';
import {readAccount} from '../../live/claude-json/account.ts';
import {startMemoryGuard} from '../../platform/memory-guard.ts';
import {ownZoneName} from '../../platform/own-zone.ts';
import {createMonitor} from '../../store.ts';
import {answerRequests} from '../../stream/answer-requests.ts';
import {serveReader} from '../../stream/connection.ts';
import {openRequestIds} from '../../stream/request-ids.ts';
import {openAct} from '../act.ts';
import {endingSignal} from '../ending-signal.ts';
import {openFleet} from '../fleet.ts';
import {openLiveLedger} from '../live-ledger.ts';
import {openResume} from '../resume-ways.ts';
import {readSettings} from '../settings.ts';
import {openSpawn} from '../spawn.ts';
import {createCarryOut} from './carry-out.ts';

/** Changes within this time are sent together, in ms. Even with the reader's own batching the delay goes unnoticed. */
const frameMs = 40;
/** How long ending may wait for typed text to be taken back, in ms. */
const leaveMs = 3000;

export async function stream(configDirs: readonly string[], version: string): Promise<number> {
	const settings = readSettings(configDirs, {mustExist: true});
	const {clock, stateDir} = settings;
	const {env, stdin: input, stdout: output} = process;
	const live = openLiveLedger(settings);
	const monitor = createMonitor(live.ledger, clock, {frameMs});
	const {store, emit} = monitor;
	for (const problem of settings.problems) emit(problem);
	live.onProblem(emit);
	const readIndex = () => live.readToday({emit, setFinished: monitor.setFinished, onScan: monitor.setScanned});
	const fleet = await openFleet({...settings, receive: true, emit, live, readIndex});
	await fleet.ready;
	monitor.show();
	startMemoryGuard();

	const leaving = endingSignal();
	const {accept, lookForTelemetry} = fleet;
	const starting = {...settings, accept, lookForTelemetry, log() {}, env};
	const spawn = openSpawn({...starting, store});
	const noTerminal = () => Promise.reject(new Error('there is no terminal here'));
	const resume = openResume({...starting, handOver: noTerminal});
	const act = openAct({monitor, stateDir, clock, env});
	const carryOut = createCarryOut({
		sessions: () => store.getState().sessions.values(),
		deps: {...act.deps, signal: leaving},
		spawn: {...spawn.ports, ...resume},
		settings,
		emit,
		env,
	});
	const books = createBooks(settings.configDirs, clock);
	const requests = answerRequests(carryOut, openRequestIds(join(stateDir, 'requests'), clock));
	const connection = serveReader({
		input,
		output,
		version,
		hostname: hostname() || null,
		timezone: ownZoneName(),
		clock,
		state() {
			const {sessions, totals, problems} = store.getState();
			return {sessions, totals, problems, plans: live.ledger.planLimits(), books: books()};
		},
		onChange: store.subscribe,
		accountOf: readAccount,
		handle: requests.handle,
	});
	leaving.addEventListener('abort', () => connection.end('ended', `It was told to end (${leaving.reason})`));
	const hideControls = act.showControls();
	void fleet.readToday();

	const reason = await connection.ended;
	// Finish what was begun and record the outcome, so that the next connection can ask for it.
	await Promise.race([
		requests.settled(),
		...(leaving.aborted ? [sleep(leaveMs)] : []),
		new Promise(resolve => leaving.addEventListener('abort', () => setTimeout(resolve, leaveMs))),
	]);
	hideControls();
	await spawn.close();
	await fleet.close();
	live.close();
	monitor.close();
	// Nobody reads what is still in the pipe.
	if (reason === 'silent' || reason === 'flooded') output.destroy();
	return reason === 'ended' ? 0 : 1;
}
