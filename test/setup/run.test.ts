import {
	chmodSync,
	existsSync,
	linkSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {loadForwardTargets} from '../../source/index/forward-targets.ts';
import {runSetup, type SetupOptions} from '../../source/setup/run.ts';
import {scriptPath} from '../../source/setup/statusline-command.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {setupIn} from './setup-options.ts';

let folder: TemporaryFolder;
let configDir: string;
let settings: string;
let written: string;
beforeEach(() => {
	folder = temporaryFolder('ccmon-setup');
	configDir = folder.at('claude');
	settings = join(configDir, 'settings.json');
	mkdirSync(configDir);
	written = '';
});
afterEach(() => folder.remove());

const original = '{\r\n\t// mine\r\n\t"model": "opus",\r\n\t"env": {\r\n\t\t"A": "b",\r\n\t},\r\n}\r\n';

const say = (text: string) => {
	written += text;
};
const run = (options: Partial<SetupOptions> = {}, answer = false): Promise<number> =>
	runSetup({...setupIn(folder, say, answer), ...options});

const read = () => readFileSync(settings, 'utf8');
const modeOf = (path: string) => statSync(path).mode & 0o777;

test('sets up, keeps mode and a backup, and takes back every byte', async () => {
	writeFileSync(settings, original, {mode: 0o640});
	chmodSync(settings, 0o640);
	expect(await run()).toBe(0);
	expect(read()).toContain('x-ccmon-token=');
	expect(read()).toContain('// mine\r\n');
	expect(modeOf(settings)).toBe(0o640);
	const backup = /The file as it was: (.+)\n/.exec(written)?.[1] ?? '';
	expect(readFileSync(backup, 'utf8')).toBe(original);
	expect(modeOf(backup)).toBe(0o600);
	expect(readFileSync(scriptPath(folder.at('state')), 'utf8')).toBe('# script\n');
	expect(modeOf(folder.at('state'))).toBe(0o700);
	expect(readdirSync(configDir)).toEqual(['settings.json']);

	const after = read();
	expect(await run()).toBe(0);
	expect(read()).toBe(after);
	expect(written).toContain('set up already');

	expect(await run({undo: true})).toBe(0);
	expect(read()).toBe(original);
	expect(modeOf(settings)).toBe(0o640);
	expect(existsSync(scriptPath(folder.at('state')))).toBe(false);
});

test('the diff shows what is added and says what ccmon sees', async () => {
	writeFileSync(settings, '{\n  "model": "opus"\n}\n');
	expect(await run({print: true})).toBe(0);
	expect(written).toMatch(/^- {3}"model": "opus"$/m);
	expect(written).toMatch(/^\+ {5}"CLAUDE_CODE_ENABLE_TELEMETRY": "1"$/m);
	expect(written).toContain('never sees prompts');
	expect(read()).toBe('{\n  "model": "opus"\n}\n');
});

test.each([
	[false, 1],
	[true, 0],
])('asks, and obeys the answer: %s', async (answer, code) => {
	writeFileSync(settings, original);
	expect(await run({yes: false}, answer)).toBe(code);
	expect(written).toContain('Make this change? [y/N]');
	expect(read() === original).toBe(!answer);
	expect(written.includes('Nothing was changed.')).toBe(!answer);
});

test.each([[null], [''], ['\n'], ['{}']])('from nothing and back: %j', async text => {
	if (text !== null) writeFileSync(settings, text);
	expect(await run()).toBe(0);
	expect(JSON.parse(read())).toMatchObject({env: {CLAUDE_CODE_ENABLE_TELEMETRY: '1'}});
	if (text === null) expect(modeOf(settings)).toBe(0o600);
	expect(await run({undo: true})).toBe(0);
	expect(text === null ? existsSync(settings) : read()).toBe(text ?? false);
});

test('two runs with a change of the person between them: the change stays, the rest goes back', async () => {
	writeFileSync(settings, original);
	await run();
	writeFileSync(settings, read().replace('"opus"', '"sonnet"').replace('"250"', '"9000"'));
	expect(await run()).toBe(0);
	expect(read()).toContain('"OTEL_LOGS_EXPORT_INTERVAL": "250"');
	expect(await run({undo: true})).toBe(0);
	const expected = original.replace('"opus"', '"sonnet"');
	expect(read().replace(/\t\t"OTEL_LOGS_EXPORT_INTERVAL": "9000",\r\n/, '')).toBe(expected);
});

test('undo without setup, and undo twice, do nothing', async () => {
	writeFileSync(settings, original);
	expect(await run({undo: true})).toBe(0);
	await run();
	await run({undo: true});
	expect(await run({undo: true})).toBe(0);
	expect(read()).toBe(original);
	expect(written).toContain("holds nothing of ccmon's");
});

test('several config folders, each with its own collector; one that fails does not stop the others', async () => {
	mkdirSync(folder.at('work'));
	const env = {CLAUDE_CODE_ENABLE_TELEMETRY: '1', OTEL_LOGS_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c'};
	writeFileSync(folder.at('work', 'settings.json'), JSON.stringify({env}));
	mkdirSync(folder.at('broken'));
	writeFileSync(folder.at('broken', 'settings.json'), '{');
	const configDirs = [configDir, folder.at('broken'), folder.at('work'), `${configDir}/`];
	expect(await run({configDirs})).toBe(1);
	expect(read()).toContain('x-ccmon-token');
	expect(read()).not.toContain('x-ccmon-forward');
	expect(readFileSync(folder.at('work', 'settings.json'), 'utf8')).toContain('x-ccmon-forward');
	const state = folder.at('state');
	expect(loadForwardTargets(state).targets).toMatchObject([{configDir: folder.at('work'), url: 'http://c/v1/logs'}]);

	expect(await run({configDirs: [folder.at('work')], undo: true})).toBe(0);
	expect(loadForwardTargets(state).targets).toEqual([]);
	expect(existsSync(scriptPath(state))).toBe(true);
});

test('a link to settings kept elsewhere stays a link', async () => {
	mkdirSync(folder.at('dotfiles'));
	writeFileSync(folder.at('dotfiles', 'claude.json'), original);
	symlinkSync(folder.at('dotfiles', 'claude.json'), settings);
	expect(await run()).toBe(0);
	expect(lstatSync(settings).isSymbolicLink()).toBe(true);
	expect(readFileSync(folder.at('dotfiles', 'claude.json'), 'utf8')).toContain('x-ccmon-token=');
	expect(await run({undo: true})).toBe(0);
	expect(readFileSync(folder.at('dotfiles', 'claude.json'), 'utf8')).toBe(original);
});

describe('refuses, and changes nothing,', () => {
	const managed = (content: object) => {
		mkdirSync(folder.at('managed', 'managed-settings.d'), {recursive: true});
		writeFileSync(folder.at('managed', 'managed-settings.d', '10-telemetry.json'), JSON.stringify(content));
	};

	test.each<[string, () => void, RegExp]>([
		['what is not JSON', () => writeFileSync(settings, '{"a": 1,, }'), /not valid JSON/],
		['what is not text', () => writeFileSync(settings, Buffer.from([0x7b, 0xff, 0x7d])), /not valid JSON/],
		['an env that is none', () => writeFileSync(settings, '{"env": "x"}'), /"env"/],
		['a read-only file', () => writeFileSync(settings, original, {mode: 0o444}), /read-only/],
		['a folder in its place', () => mkdirSync(settings), /not a plain file/],
		['a link to nowhere', () => symlinkSync(folder.at('nowhere'), settings), /leads nowhere/],
		['a link to itself', () => symlinkSync(settings, settings), /leads nowhere/],
		[
			'a second hard link',
			() => {
				writeFileSync(folder.at('twin'), original);
				linkSync(folder.at('twin'), settings);
			},
			/hard link/,
		],
		[
			'managed telemetry',
			() => managed({env: {OTEL_LOGS_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none'}}),
			/Managed settings forbid it.*10-telemetry.*OTEL_LOGS_EXPORTER.*not exported/,
		],
		[
			'a managed address for all signals',
			() => managed({env: {OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.corp:4318'}}),
			/10-telemetry.*OTEL_EXPORTER_OTLP_ENDPOINT.*go to http:\/\/collector\.corp:4318\/v1\/logs/,
		],
		[
			'managed headers for all signals',
			() => managed({env: {OTEL_EXPORTER_OTLP_HEADERS: 'x-corp=1'}}),
			/OTEL_EXPORTER_OTLP_HEADERS/,
		],
		['a managed helper for headers', () => managed({otelHeadersHelper: '/bin/headers'}), /otelHeadersHelper/],
		['managed gRPC', () => managed({env: {OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc'}}), /OTEL_EXPORTER_OTLP_PROTOCOL/],
		['managed telemetry turned off', () => managed({env: {CLAUDE_CODE_ENABLE_TELEMETRY: '0'}}), /Managed settings/],
	])('%s', async (_, arrange, reason) => {
		arrange();
		const before = existsSync(settings) && statSync(settings).isFile() ? readFileSync(settings) : null;
		expect(await run()).toBe(1);
		expect(written).toMatch(reason);
		if (before) expect(readFileSync(settings)).toEqual(before);
		expect(existsSync(folder.at('state', 'setup'))).toBe(false);
	});

	test('a folder that is not there', async () => {
		expect(await run({configDirs: [folder.at('missing')]})).toBe(1);
		expect(written).toContain('start claude once');
		expect(existsSync(folder.at('missing'))).toBe(false);
	});

	test('a file that changes while it asks', async () => {
		writeFileSync(settings, original);
		const io = {
			write: (text: string) => {
				written += text;
			},
			ask: async () => {
				writeFileSync(settings, '{"other": 1}');
				return true;
			},
			color: false,
		};
		expect(await run({yes: false, io})).toBe(1);
		expect(read()).toBe('{"other": 1}');
		expect(written).toContain('changed in the meantime');
		expect(readdirSync(configDir)).toEqual(['settings.json']);
	});

	test('a state folder that is a link', async () => {
		writeFileSync(settings, original);
		mkdirSync(folder.at('elsewhere'));
		symlinkSync(folder.at('elsewhere'), folder.at('state'));
		expect(await run()).toBe(1);
		expect(read()).toBe(original);
	});
});

test('managed settings that allow no status line leave telemetry to be set up', async () => {
	mkdirSync(folder.at('managed'));
	writeFileSync(folder.at('managed', 'managed-settings.json'), '{"allowManagedHooksOnly": true}');
	writeFileSync(settings, '{}');
	expect(await run()).toBe(0);
	expect(JSON.parse(read())).not.toHaveProperty('statusLine');
	expect(written).toContain('allowManagedHooksOnly');
});

test('managed settings that say the same, or cannot be read, are no obstacle', async () => {
	mkdirSync(folder.at('managed'));
	writeFileSync(folder.at('managed', 'managed-settings.json'), '{"env": {"OTEL_LOGS_EXPORTER": "otlp"}}');
	mkdirSync(folder.at('managed', 'managed-settings.d'));
	writeFileSync(folder.at('managed', 'managed-settings.d', 'x.json'), '{');
	writeFileSync(settings, '{}', {mode: 0o600});
	expect(await run()).toBe(0);
	expect(written).toContain('x.json cannot be read');
});

test('settings that others can read are noted', async () => {
	writeFileSync(settings, '{}', {mode: 0o644});
	await run();
	expect(written).toContain('chmod 600');
});
