/** The receiver: its port and secret, and whether somebody listens. */
import {loadTelemetrySettings} from '../../index/telemetry-address.ts';
import {whoListens} from '../../index/telemetry-listener.ts';
import {hasRecords} from '../record.ts';
import {type Check, missing, ok, warn} from './report.ts';

export async function checkReceiver(stateDir: string): Promise<Check[]> {
	const {settings, problem} = loadTelemetrySettings(stateDir);
	if (problem) return [missing('receiver', problem.message, 'ccmon setup')];
	// Port and secret are chosen before the person has agreed.
	if (!settings || !hasRecords(stateDir)) return [missing('receiver', 'Setup has not been run.', 'ccmon setup')];
	const where = `127.0.0.1:${settings.port}`;
	const listener = await whoListens(settings);
	if (listener === 'ccmon') return [ok('receiver', `A ccmon is listening on ${where}.`)];
	if (listener === 'nobody') {
		return [warn('receiver', `No ccmon is listening on ${where}: what Claude Code reports now is lost.`, 'ccmon')];
	}
	const message = `Something other than ccmon is listening on ${where}: it gets what Claude Code reports, and ccmon's secret.`;
	return [missing('receiver', message, 'ccmon setup')];
}
