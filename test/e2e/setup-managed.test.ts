/** Whom the real Claude Code reports to where an organisation has its own exporters, before setup knows of them and after. */
import {once} from 'node:events';
import {readFileSync, writeFileSync} from 'node:fs';
import {createServer, type IncomingHttpHeaders, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import path from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {effectiveVariables, routeOf, signals, type Variables} from '../../source/claude/telemetry/exporters.ts';
import {loadTelemetrySettings, saveTelemetrySettings} from '../../source/index/telemetry-address.ts';
import {runSetup} from '../../source/setup/run.ts';
import {statuslineScript} from '../../source/setup/statusline-script.ts';
import {type Stub, startStub} from '../support/anthropic-stub.ts';
import {type ClaudeHome, createClaudeHome} from '../support/claude.ts';
import {findClaude} from '../support/claude-binary.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {runManaged} from '../support/managed-settings.ts';

const binary = await findClaude();
const canManage = await canRunManaged();

async function canRunManaged(): Promise<boolean> {
	const folder = temporaryFolder();
	try {
		const where = {folder: folder.path, managed: {}, cwd: folder.path, env: {PATH: process.env.PATH ?? ''}};
		return (await runManaged(['cat', '/etc/claude-code/managed-settings.json'], where)) === '{}';
	} catch {
		console.warn('Skipped: this machine gives a test no /etc of its own.');
		return false;
	} finally {
		folder.remove();
	}
}

interface Listener {
	server: Server;
	port: number;
	got: {url: string; headers: IncomingHttpHeaders}[];
}

async function listen(): Promise<Listener> {
	const got: Listener['got'] = [];
	const server = createServer((request, response) => {
		got.push({url: request.url ?? '', headers: request.headers});
		request.resume().on('end', () => response.end('{}'));
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {server, port: (server.address() as AddressInfo).port, got};
}

/** What came, each once: `/v1/logs http/json +secret`. */
const received = ({got}: Listener) =>
	[
		...new Set(
			got.map(({url, headers}) => {
				const protocol = headers['content-type'] === 'application/json' ? 'http/json' : 'http/protobuf';
				return `${url} ${protocol}${headers['x-ccmon-token'] === undefined ? '' : ' +secret'}`;
			}),
		),
	].sort();

describe.skipIf(!binary || !canManage)('the real Claude Code with managed settings', () => {
	let stub: Stub;
	let folder: TemporaryFolder;
	let ccmon: Listener;
	let corp: Listener;
	let home: ClaudeHome;

	const stateDir = () => path.join(home.home, '.local/state/ccmon');
	const settings = () => path.join(home.configDir, 'settings.json');
	const setUp = (managedDir: string) =>
		runSetup({
			configDirs: [home.configDir],
			stateDir: stateDir(),
			script: statuslineScript(stateDir()),
			environment: home.env,
			yes: true,
			managedDir,
			io: {write: () => {}, ask: async () => false, color: false},
		});

	beforeAll(async () => {
		stub = await startStub();
		[ccmon, corp] = [await listen(), await listen()];
	});
	afterAll(async () => {
		ccmon?.server.close();
		corp?.server.close();
		await stub?.close();
	});
	beforeEach(async () => {
		folder = temporaryFolder();
		home = await createClaudeHome({url: stub.url});
		return async () => {
			await home.remove();
			folder.remove();
		};
	});

	async function ask(managed: object): Promise<{ccmon: string[]; corp: string[]}> {
		ccmon.got.length = corp.got.length = 0;
		const where = {folder: folder.path, managed, cwd: await home.project('web'), env: home.env};
		expect(await runManaged([binary!, '-p', 'hello'], where)).toContain('Answer');
		return {ccmon: received(ccmon), corp: received(corp)};
	}

	/** What should come, by what ccmon knows of Claude Code. */
	function expected(managed: {env?: Variables}) {
		const {env} = JSON.parse(readFileSync(settings(), 'utf8')) as {env?: Variables};
		const lookUp = effectiveVariables([home.env, env ?? {}], {variables: managed.env ?? {}, hasHeadersHelper: false});
		const at = ({port}: Listener) =>
			signals
				.map(signal => routeOf(signal, lookUp))
				.filter(({exporters, url}) => exporters.includes('otlp') && url.startsWith(`http://127.0.0.1:${port}/`))
				.map(({url, protocol, headers}) => {
					const secret = headers['x-ccmon-token'] === undefined ? '' : ' +secret';
					return `${new URL(url).pathname} ${protocol}${secret}`;
				});
		return {ccmon: at(ccmon), corp: at(corp)};
	}

	const corpUrl = () => `http://127.0.0.1:${corp.port}`;
	test.each<[string, () => Variables, leaks: boolean]>([
		['nothing', () => ({}), false],
		['an address for all signals', () => ({OTEL_EXPORTER_OTLP_ENDPOINT: corpUrl()}), true],
		['an address of logs', () => ({OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${corpUrl()}/v1/logs`}), true],
		['headers of metrics', () => ({OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'x-corp=1'}), false],
		['protobuf', () => ({OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf'}), false],
		['no exporter of logs', () => ({OTEL_LOGS_EXPORTER: 'none'}), false],
	])('that set %s', async (_, env, leaks) => {
		const managed = {env: env()};
		// As before there were managed settings, with the listener in a ccmon's place.
		expect(await setUp(folder.at('none'))).toBe(0);
		const {token} = loadTelemetrySettings(stateDir()).settings!;
		saveTelemetrySettings(stateDir(), {port: ccmon.port, token});
		const written = readFileSync(settings(), 'utf8').replaceAll(/127\.0\.0\.1:\d+/g, `127.0.0.1:${ccmon.port}`);
		writeFileSync(settings(), written);
		const before = await ask(managed);
		expect(before).toEqual(expected(managed));
		expect(before.corp.some(line => line.includes('+secret'))).toBe(leaks);

		// Run again, setup takes back what would carry the secret away; the listener is no ccmon, so it moves on, too.
		await setUp(folder.path);
		const after = await ask(managed);
		expect(after.corp.join()).not.toContain('+secret');
		expect(readFileSync(settings(), 'utf8')).not.toContain(token);
	});
});
