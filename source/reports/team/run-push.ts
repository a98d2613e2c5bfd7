/** `ccmon metrics --push`: for a timer, a hook, and the monitor while it is open. */
import type {TeamPush} from '../../core/config/team.ts';
import {readState} from '../../index/schema.ts';
import {readSpendingOf} from '../../index/spending-rows.ts';
import type {Environment} from '../../platform/paths.ts';
import {type CommandIo, sayProblems} from '../command-io.ts';
import {type HistoryPlace, readHistory} from '../read-history.ts';
import {readMinutes} from '../tpm/read-minutes.ts';
import {countersOf} from './counters.ts';
import {identityLabels} from './identity.ts';
import {pushCounters} from './push.ts';

export interface RunPushOptions extends HistoryPlace {
	push: TeamPush;
	stateDir: string;
	/** That run now. */
	sessions: number;
	env: Environment;
}

/** Returns the exit code: 2 without an address, 1 if nothing could be pushed; the next push will send it. */
export async function runPush(options: RunPushOptions, io: CommandIo): Promise<number> {
	const {push, databasePath, configDirs, stateDir, sessions, env} = options;
	const {url} = push;
	if (url === null) {
		sayProblems([], io);
		io.stderr.write('ccmon metrics: --push needs an address: set url under [team.push] in the config\n');
		return 2;
	}
	const {result} = await readHistory(options, io, {}, database => {
		const spending = readSpendingOf(database, configDirs);
		return {
			counters: countersOf(spending, readMinutes(database, spending, 0)),
			prices: readState(database, 'prices'),
		};
	});
	if (!result) return 1;
	const pushed = await pushCounters({
		...result,
		databasePath,
		configDirs,
		sessions,
		env,
		now: io.now,
		push: {...push, url},
		identity: identityLabels(push, stateDir),
	});
	const output = pushed.outcome === 'failed' ? io.stderr : io.stdout;
	output.write(pushed.outcome === 'failed' ? `ccmon metrics: ${pushed.message}\n` : `${pushed.message}\n`);
	return pushed.outcome === 'failed' ? 1 : 0;
}
