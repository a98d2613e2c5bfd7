/** `ccmon metrics`: counters from the index of all transcripts, for Prometheus. */
import {runMetrics} from '../reports/metrics/run-metrics.ts';
import {identityLabels} from '../reports/team/identity.ts';
import {type SubcommandOptions, UsageError} from './arguments.ts';
import {endingSignal} from './ending-signal.ts';
import {openHistory, textOf} from './history.ts';
import {runningSessions} from './running-sessions.ts';

export async function metrics(configDirs: readonly string[], options: SubcommandOptions): Promise<number> {
	const settings = openHistory(configDirs);
	const {place, io, config, stateDir} = settings;
	if (options.push === true) {
		if (options.listen !== undefined) throw new UsageError('--push goes without --listen: it sends the figures once');
		const sessions = runningSessions(settings).length;
		const {runPush} = await import('../reports/team/run-push.ts');
		return runPush({...place, push: config.team.push, stateDir, sessions, env: process.env}, io);
	}
	const identity = identityLabels(config.team.push, stateDir);
	const sessions = async () => runningSessions(settings).length;
	const listen = textOf(options.listen);
	if (listen === undefined) return runMetrics({...place, identity, sessions}, io);
	return runMetrics({...place, identity, sessions, listen, signal: endingSignal()}, io);
}
