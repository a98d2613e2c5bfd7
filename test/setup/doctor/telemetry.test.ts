import {once} from 'node:events';
import {mkdirSync, writeFileSync} from 'node:fs';
import {createServer, type Server} from 'node:http';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {
	loadOrCreateTelemetrySettings,
	type TelemetrySettings,
	telemetrySettingsPath,
} from '../../../source/index/telemetry-address.ts';
import {createReceiver} from '../../../source/live/telemetry/receive.ts';
import {checkReceiver} from '../../../source/setup/doctor/telemetry.ts';
import {runSetup} from '../../../source/setup/run.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {setupIn} from '../setup-options.ts';

let folder: TemporaryFolder;
let server: Server | null;
beforeEach(() => {
	folder = temporaryFolder('ccmon-doctor');
	mkdirSync(folder.at('claude'));
	writeFileSync(folder.at('claude', 'settings.json'), '{}');
	server = null;
});
afterEach(() => {
	server?.close();
	folder.remove();
});

const check = () => checkReceiver(folder.at('state'));

async function setUp(): Promise<TelemetrySettings> {
	await runSetup(setupIn(folder, () => {}));
	return (await loadOrCreateTelemetrySettings(folder.at('state'))).settings!;
}

async function listen(given: Server, port: number): Promise<void> {
	server = given;
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
}

const receiver = (token: string) =>
	createReceiver({token: () => token, now: Date.now, store: async () => true, onAccepted() {}, onRefused() {}});

test('without setup there is nothing to receive, though a monitor has chosen a port by then', async () => {
	const unset = [{id: 'receiver', status: 'missing', message: 'Setup has not been run.', fix: 'ccmon setup'}];
	expect(await check()).toEqual(unset);
	await loadOrCreateTelemetrySettings(folder.at('state'));
	expect(await check()).toEqual(unset);
});

test('a ccmon that listens with the secret of setup is fine', async () => {
	const {port, token} = await setUp();
	await listen(receiver(token), port);
	expect(await check()).toEqual([
		{id: 'receiver', status: 'ok', message: `A ccmon is listening on 127.0.0.1:${port}.`, fix: null},
	]);
});

test('where nobody listens, what is reported now is lost until a monitor is opened', async () => {
	const {port} = await setUp();
	expect(await check()).toEqual([
		{
			id: 'receiver',
			status: 'warn',
			message: `No ccmon is listening on 127.0.0.1:${port}: what Claude Code reports now is lost.`,
			fix: 'ccmon',
		},
	]);
});

test.each([
	['a ccmon with another secret', () => receiver('cd'.repeat(32))],
	['a server that answers everything', () => createServer((_, response) => void response.end('ok'))],
])('%s gets what is meant for this one', async (_, other) => {
	const {port} = await setUp();
	await listen(other(), port);
	expect(await check()).toMatchObject([
		{
			status: 'missing',
			message: expect.stringContaining("it gets what Claude Code reports, and ccmon's secret"),
			fix: 'ccmon setup',
		},
	]);
});

test('a port and secret that cannot be read say why', async () => {
	await setUp();
	writeFileSync(telemetrySettingsPath(folder.at('state')), '{"port": 0}');
	expect(await check()).toMatchObject([{status: 'missing', message: expect.stringContaining('does not hold a port')}]);
});
