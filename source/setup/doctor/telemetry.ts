/** The receiver: its port and secret, and whether somebody listens. */
import {request} from 'node:http';
import {loadTelemetrySettings, type TelemetrySettings, telemetrySettingsPath} from '../../index/telemetry-address.ts';
import {shellQuoted} from '../../platform/shell.ts';
import {type Check, missing, ok, warn} from './report.ts';

export async function checkReceiver(stateDir: string): Promise<Check[]> {
	const {settings, problem} = loadTelemetrySettings(stateDir);
	if (problem) return [missing('receiver', problem.message, 'ccmon setup')];
	if (!settings) return [missing('receiver', 'No port and secret are chosen yet.', 'ccmon setup')];
	const status = await ask(settings);
	const where = `127.0.0.1:${settings.port}`;
	if (status === 'nobody') {
		return [warn('receiver', `No ccmon is listening on ${where}: what Claude Code reports now is lost.`, 'ccmon')];
	}
	// A ccmon that knows this secret has nothing to say against the request but that it is no delivery.
	if (status === 405) return [ok('receiver', `A ccmon is listening on ${where}.`)];
	const message = `Something else than ccmon is listening on ${where}.`;
	return [missing('receiver', message, `rm ${shellQuoted(telemetrySettingsPath(stateDir))} && ccmon setup`)];
}

const patienceMs = 2000;

function ask({port, token}: TelemetrySettings): Promise<number | 'nobody'> {
	return new Promise(resolve => {
		const headers = {'x-ccmon-token': token};
		const options = {host: '127.0.0.1', port, path: '/v1/logs', headers, timeout: patienceMs, agent: false};
		const asked = request(options, response => {
			response.resume();
			resolve(response.statusCode ?? 0);
		});
		asked.on('timeout', () => asked.destroy(new Error('no answer')));
		asked.on('error', error => resolve('code' in error && error.code === 'ECONNREFUSED' ? 'nobody' : 0));
		asked.end();
	});
}
