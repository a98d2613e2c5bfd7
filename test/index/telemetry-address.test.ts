import {chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {
	loadOrCreateTelemetrySettings,
	loadTelemetrySettings,
	telemetrySettingsPath,
} from '../../source/index/telemetry-address.ts';

let folder: string;
let stateDir: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'ccmon-settings-'));
	stateDir = join(folder, 'state');
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

test('chooses once, and remembers for the owner only', async () => {
	expect(loadTelemetrySettings(stateDir)).toEqual({settings: null, problem: null});
	const {settings, problem} = await loadOrCreateTelemetrySettings(stateDir);
	expect(problem).toBeNull();
	expect(settings?.token).toMatch(/^[0-9a-f]{64}$/);
	expect(settings?.port).toBeGreaterThan(1024);
	expect(settings?.port).toBeLessThan(32_768);
	expect(await loadOrCreateTelemetrySettings(stateDir)).toEqual({settings, problem: null});
	expect(lstatSync(telemetrySettingsPath(stateDir)).mode & 0o777).toBe(0o600);
	expect(lstatSync(stateDir).mode & 0o777).toBe(0o700);
});

test('two first starts at once choose the same', async () => {
	const all = await Promise.all(Array.from({length: 5}, () => loadOrCreateTelemetrySettings(stateDir)));
	expect(new Set(all.map(({settings}) => settings?.token)).size).toBe(1);
	expect(all[0]?.settings?.token).toBeDefined();
	expect(readdirSync(stateDir)).toEqual(['telemetry.json']);
});

test('closes a file that others could read', async () => {
	await loadOrCreateTelemetrySettings(stateDir);
	chmodSync(telemetrySettingsPath(stateDir), 0o644);
	loadTelemetrySettings(stateDir);
	expect(lstatSync(telemetrySettingsPath(stateDir)).mode & 0o777).toBe(0o600);
});

test.each([
	['not JSON', 'nonsense', 'not valid JSON'],
	['a short token', '{"port": 28100, "token": "abc"}', 'a port and a token'],
	['no port', `{"token": "${'0'.repeat(64)}"}`, 'a port and a token'],
])('says what to do about %s', async (_, content, word) => {
	mkdirSync(stateDir);
	writeFileSync(telemetrySettingsPath(stateDir), content);
	const {settings, problem} = await loadOrCreateTelemetrySettings(stateDir);
	expect(settings).toBeNull();
	expect(problem?.message).toContain(word);
	expect(problem?.message).toContain('ccmon setup');
});

test('refuses a symbolic link', async () => {
	mkdirSync(stateDir);
	writeFileSync(join(folder, 'planted'), `{"port": 28100, "token": "${'0'.repeat(64)}"}`);
	symlinkSync(join(folder, 'planted'), telemetrySettingsPath(stateDir));
	const {settings, problem} = await loadOrCreateTelemetrySettings(stateDir);
	expect(settings).toBeNull();
	expect(problem?.message).toContain('not a plain file');
});

test('says why when the folder cannot be written', async () => {
	writeFileSync(stateDir, 'a file in the way');
	const {settings, problem} = await loadOrCreateTelemetrySettings(stateDir);
	expect(settings).toBeNull();
	expect(problem?.path).toBe(telemetrySettingsPath(stateDir));
});
