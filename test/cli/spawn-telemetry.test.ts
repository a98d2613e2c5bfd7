import {mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {telemetryForSpawn} from '../../source/cli/spawn-telemetry.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder('ccmon-spawn');
	for (const name of ['config', 'work/.claude']) mkdirSync(folder.at(name), {recursive: true});
});
afterEach(() => folder.remove());

const ask = (env: NodeJS.ProcessEnv = {}) =>
	telemetryForSpawn({stateDir: folder.at('state'), configDir: folder.at('config'), cwd: folder.at('work'), env});
const settings = (file: string, env: Record<string, unknown>) => writeFileSync(folder.at(file), JSON.stringify({env}));

test('without any setup both signals come here, by an owner-only file where the environment does not reach', async () => {
	const {variables, settings, problem} = await ask();
	const {port, token} = JSON.parse(readFileSync(folder.at('state/telemetry.json'), 'utf8'));
	expect(problem).toBeNull();
	expect(variables).toMatchObject({
		CLAUDE_CODE_ENABLE_TELEMETRY: '1',
		OTEL_LOGS_EXPORTER: 'otlp',
		OTEL_METRICS_EXPORTER: 'otlp',
		OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `http://127.0.0.1:${port}/v1/logs`,
		OTEL_EXPORTER_OTLP_METRICS_HEADERS: `x-ccmon-token=${token}`,
	});
	expect(JSON.parse(readFileSync(settings!, 'utf8'))).toEqual({env: variables});
	expect(statSync(settings!).mode & 0o777).toBe(0o600);
});

const collector = {
	CLAUDE_CODE_ENABLE_TELEMETRY: '1',
	OTEL_LOGS_EXPORTER: 'otlp',
	OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example:4318',
};

test.each(['config/settings.json', 'work/.claude/settings.json', 'work/.claude/settings.local.json'])(
	'what goes to a collector of the person’s own by %s stays theirs',
	async file => {
		settings(file, collector);
		const {variables} = await ask();
		expect(Object.keys(variables).filter(name => name.includes('LOGS'))).toEqual([]);
		expect(variables.OTEL_METRICS_EXPORTER).toBe('otlp');
	},
);

test('an invalid variable does not hide the others of its file', async () => {
	settings('config/settings.json', {...collector, SOMETHING: {toString: 1}, OTHER: null});
	const {variables} = await ask();
	expect(Object.keys(variables).filter(name => name.includes('LOGS'))).toEqual([]);
});

test('the environment counts like the settings, which win over it', async () => {
	expect((await ask(collector)).variables.OTEL_LOGS_EXPORTER).toBeUndefined();
	settings('config/settings.json', {OTEL_LOGS_EXPORTER: 'none'});
	expect((await ask(collector)).variables.OTEL_LOGS_EXPORTER).toBe('otlp');
});

test('an address that settings hold back takes no secret with it', async () => {
	settings('config/settings.json', {OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://collector.example:4318/v1/logs'});
	const {variables} = await ask();
	expect(variables.OTEL_EXPORTER_OTLP_LOGS_HEADERS).toBeUndefined();
	expect(variables.OTEL_EXPORTER_OTLP_METRICS_HEADERS).toMatch(/^x-ccmon-token=/);
});

test('what setup has written is left as it is', async () => {
	settings('config/settings.json', (await ask()).variables);
	expect(await ask()).toEqual({variables: {}, settings: null, problem: null});
});
