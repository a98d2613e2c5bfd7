import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer, type Server} from 'node:http';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {runSetup, type SetupOptions} from '../../source/setup/run.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {setupIn} from './setup-options.ts';

let folder: TemporaryFolder;
let settings: string;
let written: string;
beforeEach(() => {
	folder = temporaryFolder('ccmon-exposure');
	mkdirSync(folder.at('claude'));
	settings = join(folder.at('claude'), 'settings.json');
	written = '';
});
afterEach(() => folder.remove());

const say = (text: string) => {
	written += text;
};
const run = (options: Partial<SetupOptions> = {}): Promise<number> => runSetup({...setupIn(folder, say), ...options});

const read = () => readFileSync(settings, 'utf8');

test('leaves a signal that managed settings have, and sets up the other one', async () => {
	mkdirSync(folder.at('managed'));
	const managed = {env: {OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://collector.corp:4318/v1/logs'}};
	writeFileSync(folder.at('managed', 'managed-settings.json'), JSON.stringify(managed));
	writeFileSync(settings, '{}', {mode: 0o600});
	expect(await run()).toBe(0);
	expect(written).toMatch(/OTEL_EXPORTER_OTLP_LOGS_ENDPOINT.*your logs go to http:\/\/collector\.corp/);
	const {env} = JSON.parse(read()) as {env: Record<string, string>};
	expect(Object.keys(env).filter(name => name.includes('LOGS'))).toEqual([]);
	expect(env.OTEL_EXPORTER_OTLP_METRICS_HEADERS).toMatch(/^x-ccmon-token=/);
});

describe('a secret that others may know', () => {
	const telemetry = () => JSON.parse(readFileSync(folder.at('state', 'telemetry.json'), 'utf8'));
	let stranger: Server;
	beforeEach(async () => {
		writeFileSync(settings, '{}', {mode: 0o600});
		await run();
		stranger = createServer((_, response) => response.end('{}'));
		await new Promise<void>(resolve => stranger.listen(telemetry().port, '127.0.0.1', resolve));
	});
	afterEach(() => {
		stranger.closeAllConnections();
		stranger.close();
	});

	test('because another program has the port is replaced, together with the port', async () => {
		const before = telemetry();
		written = '';
		expect(await run()).toBe(0);
		expect(written).toContain(`Another program listens on 127.0.0.1:${before.port}`);
		expect(telemetry().token).not.toBe(before.token);
		expect(telemetry().port).not.toBe(before.port);
		const {env} = JSON.parse(read()) as {env: Record<string, string>};
		expect(env.OTEL_EXPORTER_OTLP_LOGS_HEADERS).toBe(`x-ccmon-token=${telemetry().token}`);
		expect(env.OTEL_EXPORTER_OTLP_LOGS_ENDPOINT).toBe(`http://127.0.0.1:${telemetry().port}/v1/logs`);
		written = '';
		expect(await run()).toBe(0);
		expect(written).toContain('is set up already');
	});

	test('stays as it is where nothing is to be changed', async () => {
		const before = telemetry();
		expect(await run({print: true})).toBe(0);
		expect(telemetry()).toEqual(before);
	});
});
