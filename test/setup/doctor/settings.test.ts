/** What the doctor says of a config folder's settings. */
import {chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {telemetrySettingsPath} from '../../../source/index/telemetry-address.ts';
import {readProcStart} from '../../../source/platform/process.ts';
import {checkSettings, type SettingsCheckOptions} from '../../../source/setup/doctor/settings.ts';
import {runSetup} from '../../../source/setup/run.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {setupIn} from '../setup-options.ts';

let folder: TemporaryFolder;
beforeEach(async () => {
	folder = temporaryFolder('ccmon-doctor');
	mkdirSync(folder.at('claude', 'sessions'), {recursive: true});
	writeFileSync(settingsPath(), '{}', {mode: 0o600});
	await runSetup(setupIn(folder, () => {}));
});
afterEach(() => folder.remove());

const settingsPath = () => folder.at('claude', 'settings.json');
/** Changes the settings as they are written. */
const edit = (from: string | RegExp, to: string) =>
	writeFileSync(settingsPath(), readFileSync(settingsPath(), 'utf8').replaceAll(from, to));

function check(rest: Partial<SettingsCheckOptions> = {}) {
	const where = {configDir: folder.at('claude'), stateDir: folder.at('state'), environment: {}};
	const checks = checkSettings({...where, managed: {files: [], unreadable: []}, ...rest});
	return checks.filter(({status}) => status !== 'ok').map(({id, status, message}) => ({id, status, message}));
}
const managed = (env: object) => ({
	files: [{path: '/etc/claude-code/managed-settings.json', text: JSON.stringify({env})}],
	unreadable: [],
});

test('right after setup nothing is wrong', () => {
	expect(check()).toEqual([]);
});

describe('telemetry', () => {
	const id = 'telemetry-settings';

	test('does not arrive if ccmon has lost its port and secret, or has others by now', () => {
		const said = expect.stringContaining('was set up for another port or secret');
		const both = [
			{id, status: 'missing', message: said},
			{id, status: 'missing', message: said},
		];
		rmSync(telemetrySettingsPath(folder.at('state')));
		expect(check()).toEqual(both);
		const settings = {port: 28_123, token: 'cd'.repeat(32)};
		writeFileSync(telemetrySettingsPath(folder.at('state')), JSON.stringify(settings), {mode: 0o600});
		expect(check()).toEqual(both);
	});

	test('is counted by one signal if the other goes elsewhere', () => {
		edit(/"OTEL_EXPORTER_OTLP_METRICS_HEADERS": "[^"]*"/g, '"OTEL_EXPORTER_OTLP_METRICS_HEADERS": "a=b"');
		expect(check()).toEqual([{id, status: 'warn', message: expect.stringContaining('sends its metrics elsewhere')}]);
	});

	test("that an administrator sends elsewhere says so, and where ccmon's secret goes", () => {
		const [logs, ...more] = check({managed: managed({OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'https://company.example'})});
		expect(more).toEqual([]);
		expect(logs).toMatchObject({id, status: 'missing'});
		expect(logs?.message).toContain('managed-settings.json');
		expect(logs?.message).toContain("ccmon's secret goes to https://company.example.");
	});
});

describe('the status line', () => {
	test('of another ccmon’s folder does not count as this one’s', () => {
		edit(folder.at('state'), folder.at('another'));
		expect(check()).toMatchObject([{id: 'statusline-settings', status: 'missing'}]);
	});

	test('is not shown while hooks are off', () => {
		edit(/^\{/g, '{"disableAllHooks": true,');
		expect(check()).toMatchObject([{id: 'statusline-settings', status: 'warn'}]);
	});
});

test('comments keep Claude Code from loading it', () => {
	edit(/$/g, '// mine\n');
	expect(check()).toMatchObject([{id: 'settings-json', status: 'missing'}]);
});

test.each([0o640, 0o604])('with the mode %o others can read the secret in it', mode => {
	chmodSync(settingsPath(), mode);
	expect(check()).toMatchObject([{id: 'settings-mode', status: 'warn'}]);
	writeFileSync(settingsPath(), '{}');
	expect(check().map(({id}) => id)).not.toContain('settings-mode');
});

test('also notes what the environment has Claude Code put into its events', () => {
	expect(check({environment: {OTEL_LOG_USER_PROMPTS: '1'}})).toMatchObject([{id: 'environment', status: 'warn'}]);
});

test('counts running sessions from before setup, not ended or later ones', () => {
	const {pid} = process;
	const enter = (name: number, startedAt: number, procStart: string | null = readProcStart(pid)) =>
		writeFileSync(
			folder.at('claude', 'sessions', `${name}.json`),
			JSON.stringify({pid: name, sessionId: `s${name}`, startedAt, procStart}),
		);
	enter(pid, Date.now() + 60_000);
	expect(check()).toEqual([]);
	enter(pid, 1000, '1');
	expect(check()).toEqual([]);
	enter(pid, 1000);
	expect(check()).toMatchObject([{id: 'sessions', message: expect.stringMatching(/^1 running session was started/)}]);
	enter(process.ppid, 1000, readProcStart(process.ppid));
	expect(check()).toMatchObject([{id: 'sessions', message: expect.stringMatching(/^2 running sessions were started/)}]);
});
