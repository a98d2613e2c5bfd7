import {chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs';
import {createServer, type Server} from 'node:http';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {loadTelemetrySettings} from '../../../source/index/telemetry-address.ts';
import {challengeHeader, proofHeader, proofOf} from '../../../source/index/telemetry-listener.ts';
import {statuslineFolder} from '../../../source/platform/paths.ts';
import {readProcStart} from '../../../source/platform/process.ts';
import {type Check, type DoctorReport, formatReport} from '../../../source/setup/doctor/report.ts';
import {type DoctorOptions, runDoctor} from '../../../source/setup/doctor/run.ts';
import {runSetup, type SetupOptions} from '../../../source/setup/run.ts';
import {scriptPath} from '../../../source/setup/statusline-command.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {setupIn} from '../setup-options.ts';

const now = Date.now();
const script = '# script\n';

let folder: TemporaryFolder;
let configDir: string;
let stateDir: string;
let settings: string;
let server: Server | null;
let asked: string[];
beforeEach(() => {
	folder = temporaryFolder('ccmon-doctor');
	configDir = folder.at('claude');
	stateDir = folder.at('state');
	settings = join(configDir, 'settings.json');
	mkdirSync(join(configDir, 'sessions'), {recursive: true});
	server = null;
	asked = [];
});
afterEach(async () => {
	const open = server;
	if (open) await new Promise(resolve => open.close(resolve));
	folder.remove();
});

const setUp = (options: Partial<SetupOptions> = {}) => runSetup({...setupIn(folder, () => {}), ...options});

function examine(options: Partial<DoctorOptions> = {}): Promise<DoctorReport> {
	return runDoctor({
		configDirs: [configDir],
		stateDir,
		environment: {},
		script,
		clock: () => now,
		checkDatabase: () => null,
		config: {path: '/c/config.toml', problems: []},
		loadPty: async () => ({}),
		nodeVersion: '24.1.0',
		managedDir: folder.at('managed'),
		run: async program => (program === 'tmux' ? 'tmux 3.3a\n' : '2.1.330 (Claude Code)\n'),
		...options,
	});
}

const one = async (id: string, options: Partial<DoctorOptions> = {}): Promise<Check | undefined> =>
	(await examine(options)).checks.find(check => check.id === id);

/** A listener on ccmon's port that answers a challenge so; what it was asked with is in `asked`. */
async function listen(answer: (challenge: unknown) => string | null): Promise<void> {
	const {settings: telemetry} = loadTelemetrySettings(stateDir);
	server = createServer((request, response) => {
		asked.push(JSON.stringify([request.url, request.rawHeaders]));
		const proof = answer(request.headers[challengeHeader]);
		response.writeHead(200, {connection: 'close', [proofHeader]: proof ?? ''}).end();
	});
	await new Promise<void>(resolve => server?.listen(telemetry?.port, '127.0.0.1', resolve));
}

async function everythingWell(): Promise<void> {
	writeFileSync(settings, '{}', {mode: 0o600});
	await setUp();
	writeFileSync(join(statuslineFolder(stateDir), 'abcd.json'), '{}', {mode: 0o600});
	const {token} = loadTelemetrySettings(stateDir).settings!;
	await listen(challenge => proofOf(token, challenge));
}

test('when all is set up, running and reporting, all is well', async () => {
	await everythingWell();
	const report = await examine();
	expect(report.checks.filter(({status}) => status !== 'ok')).toEqual([]);
	expect(report).toMatchObject({schema: 1, ok: true});
	expect(formatReport(report)).toMatch(/^✓ Node 24\.1\.0\.\n[\s\S]*All is well\.\n$/);
});

test('before setup, names the command that fixes each thing', async () => {
	const report = await examine();
	expect(report.ok).toBe(false);
	const missing = report.checks.filter(({status}) => status === 'missing');
	expect(missing.map(({id}) => id)).toEqual(['telemetry-settings', 'statusline-settings', 'receiver']);
	for (const {fix} of missing) expect(fix).toContain('ccmon setup');
	expect(formatReport(report, true)).toContain(`    -> ccmon setup --config-dir '${configDir}'\n`);
});

test.each([
	['shown', {print: true}],
	['declined', {yes: false, io: {write: () => {}, ask: async () => false, color: false}}],
	['taken back', {undo: true}],
])('a setup that was only %s leaves nothing to receive', async (_, options) => {
	if ('undo' in options) await setUp();
	await setUp(options);
	const {checks} = await examine();
	expect(checks.find(({id}) => id === 'receiver')).toMatchObject({
		status: 'missing',
		message: 'Setup has not been run.',
	});
	expect(checks.find(({id}) => id === 'statusline-script')).toBeUndefined();
});

describe('tells', () => {
	test('an old Node, no tmux, no pty, a broken database', async () => {
		const report = await examine({
			nodeVersion: '20.19.0',
			run: async () => null,
			loadPty: () => Promise.reject(new Error('no build')),
			checkDatabase: () => ({type: 'problem', path: '/x.db', message: 'The database is broken.', count: 1}),
		});
		const status = (id: string) => report.checks.find(check => check.id === id)?.status;
		expect([status('node'), status('tmux'), status('pty'), status('database')]).toEqual([
			'missing',
			'warn',
			'warn',
			'missing',
		]);
	});

	test.each([
		['is broken', true, true],
		['cannot be opened (the disk is full)', true, false],
		['cannot be opened (permission denied)', false, false],
	])('a database that %s, to be moved away only where that helps', async (what, isThere, helps) => {
		const path = folder.at('ccmon.db');
		if (isThere) writeFileSync(path, 'x');
		const checkDatabase = () => ({type: 'problem', path, message: `The database ${what}.`, count: 1}) as const;
		const fix = helps ? `Move ${path} away: ccmon makes a new one.` : null;
		expect(await one('database', {checkDatabase})).toMatchObject({status: 'missing', fix});
	});

	test('a config folder that is missing, once', async () => {
		const about = (await examine({configDirs: [folder.at('none')]})).checks.filter(({message}) =>
			message.includes(folder.at('none')),
		);
		expect(about).toMatchObject([{id: 'config-folder', fix: 'claude'}]);
	});

	test('a config folder that does not exist, or has no registry', async () => {
		expect(await one('config-folder', {configDirs: [folder.at('none')]})).toMatchObject({status: 'missing'});
		rmSync(join(configDir, 'sessions'), {recursive: true});
		expect(await one('config-folder')).toMatchObject({status: 'warn', fix: 'claude update'});
	});

	test('the version of Claude Code, as its latest session says', async () => {
		const entry = (startedAt: number, version: string) => JSON.stringify({pid: 1, startedAt, version});
		writeFileSync(join(configDir, 'sessions', '11.json'), entry(2, '2.1.330'));
		writeFileSync(join(configDir, 'sessions', '12.json'), entry(1, '2.0.1'));
		writeFileSync(join(configDir, 'sessions', '13.json'), '{');
		expect((await one('config-folder'))?.message).toContain('2.1.330');
	});

	test('sessions started before setup', async () => {
		writeFileSync(settings, '{}');
		await setUp();
		const entry = {pid: process.pid, sessionId: 'a', startedAt: 1000, procStart: readProcStart(process.pid)};
		writeFileSync(join(configDir, 'sessions', `${process.pid}.json`), JSON.stringify(entry));
		writeFileSync(join(configDir, 'sessions', '1.json'), JSON.stringify({...entry, pid: 1}));
		expect((await one('sessions'))?.message).toContain('1 running session was started before setup');
	});

	test('settings that are broken, changed, or of another ccmon', async () => {
		await everythingWell();
		const whole = readFileSync(settings, 'utf8');
		for (const text of [whole.replace('"otlp"', '"none"'), whole.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:9')]) {
			writeFileSync(settings, text);
			expect(await one('telemetry-settings')).toMatchObject({status: 'missing'});
		}
		writeFileSync(settings, '{');
		expect(await one('settings')).toMatchObject({status: 'missing'});
		writeFileSync(settings, whole.replace('ccmon-statusline.sh', 'elsewhere.sh'));
		expect(await one('statusline-settings')).toMatchObject({status: 'missing'});
	});

	test('settings that Claude Code does not load, or that others can read, or with hooks off', async () => {
		await everythingWell();
		const whole = readFileSync(settings, 'utf8');
		writeFileSync(settings, `// mine\n${whole}`);
		chmodSync(settings, 0o644);
		expect(await one('settings-json')).toMatchObject({status: 'missing'});
		expect((await one('settings-mode'))?.fix).toBe(`chmod 600 '${settings}'`);
		writeFileSync(settings, whole.replace('{', '{"disableAllHooks": true,'));
		expect(await one('statusline-settings')).toMatchObject({status: 'warn'});
	});

	test('one signal that goes elsewhere', async () => {
		const env = {
			CLAUDE_CODE_ENABLE_TELEMETRY: '1',
			OTEL_LOGS_EXPORTER: 'otlp',
			OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
		};
		writeFileSync(settings, JSON.stringify({env}));
		await setUp();
		expect(await one('telemetry-settings')).toMatchObject({status: 'warn'});
		expect((await one('telemetry-settings'))?.message).toContain('logs');
	});

	test('managed settings that win', async () => {
		await everythingWell();
		mkdirSync(folder.at('managed'));
		const managed = {env: {OTEL_METRICS_EXPORTER: 'none'}, allowManagedHooksOnly: true};
		writeFileSync(folder.at('managed', 'managed-settings.json'), JSON.stringify(managed));
		expect((await one('telemetry-settings'))?.message).toContain('OTEL_METRICS_EXPORTER');
		expect((await one('statusline-settings'))?.message).toContain('allowManagedHooksOnly');
	});

	test('managed settings that take the secret elsewhere, and what setup does about it', async () => {
		await everythingWell();
		mkdirSync(folder.at('managed'));
		const env = {OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.corp:4318'};
		writeFileSync(folder.at('managed', 'managed-settings.json'), JSON.stringify({env}));
		const checks = (await examine()).checks.filter(({id}) => id === 'telemetry-settings');
		expect(checks).toHaveLength(2);
		for (const [index, signal] of ['logs', 'metrics'].entries()) {
			expect(checks[index]).toMatchObject({status: 'missing', fix: expect.stringContaining('ccmon setup')});
			expect(checks[index]?.message).toContain('managed-settings.json sets OTEL_EXPORTER_OTLP_ENDPOINT');
			expect(checks[index]?.message).toContain(`secret goes to http://collector.corp:4318/v1/${signal}`);
		}
		const seen = loadTelemetrySettings(stateDir).settings!;
		await setUp();
		expect(readFileSync(settings, 'utf8')).not.toContain('x-ccmon-token');
		const renewed = loadTelemetrySettings(stateDir).settings!;
		expect(renewed).toEqual({port: seen.port, token: expect.not.stringContaining(seen.token)});
		expect(await one('telemetry-settings')).toMatchObject({message: expect.stringContaining('is not set up')});
	});

	test('variables that take the session out of the metrics', async () => {
		writeFileSync(settings, '{}');
		const check = await one('environment', {environment: {OTEL_METRICS_INCLUDE_SESSION_ID: '0'}});
		expect(check?.message).toContain('OTEL_METRICS_INCLUDE_SESSION_ID');
	});

	test('nothing on the port, or another program', async () => {
		writeFileSync(settings, '{}');
		await setUp();
		expect(await one('receiver')).toMatchObject({status: 'warn', fix: 'ccmon'});
		await listen(challenge => proofOf('0'.repeat(64), challenge));
		expect(await one('receiver')).toMatchObject({status: 'missing', fix: 'ccmon setup'});
		// It lacks what it would have to know.
		expect(asked.join()).not.toContain(loadTelemetrySettings(stateDir).settings!.token);
	});

	test('a token file that others can write or that is a link', async () => {
		writeFileSync(settings, '{}');
		await setUp();
		rmSync(join(stateDir, 'telemetry.json'));
		symlinkSync(folder.at('elsewhere'), join(stateDir, 'telemetry.json'));
		expect(await one('receiver')).toMatchObject({status: 'missing', fix: 'ccmon setup'});
	});

	test('a script that is gone, changed, or not run yet; and how long ago it ran', async () => {
		writeFileSync(settings, '{}');
		await setUp();
		expect(await one('statusline-script')).toMatchObject({status: 'warn'});
		const file = join(statuslineFolder(stateDir), 'abcd.json');
		writeFileSync(file, '{}');
		utimesSync(file, now / 1000 - 180, now / 1000 - 180);
		expect((await one('statusline-script'))?.message).toContain('3m ago');
		writeFileSync(scriptPath(stateDir), '# other\n');
		expect(await one('statusline-script')).toMatchObject({status: 'missing', fix: 'ccmon setup'});
		rmSync(scriptPath(stateDir));
		expect(await one('statusline-script')).toMatchObject({status: 'missing'});
	});
});

test('what is wrong in the config is a check of its own, and how to get at it', async () => {
	const problem = {
		type: 'problem',
		path: '/c/config.toml',
		message: 'In the config, teemSize is not known.',
		count: 1,
	} as const;
	const {checks, ok} = await examine({config: {path: '/c/config.toml', problems: [problem]}});
	expect(checks.find(({id}) => id === 'config')).toMatchObject({status: 'warn', fix: 'ccmon config edit'});
	expect(ok).toBe((await examine()).ok);
	expect((await one('config'))?.message).toBe('There is no /c/config.toml: all defaults are used.');
	const path = folder.at('config.toml');
	writeFileSync(path, '');
	expect((await one('config', {config: {path, problems: []}}))?.message).toBe(`${path} has no mistakes.`);
});
