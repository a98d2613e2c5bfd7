import {mkdirSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {statuslineFolder} from '../../source/platform/paths.ts';
import {isOnPlan} from '../../source/reports/plan.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

const now = Date.parse('2026-11-20T12:00:00Z');
const limits = {five_hour: {used_percentage: 42, resets_at: now / 1000 + 3600}};
let folder: TemporaryFolder;
let stateDir: string;
beforeEach(() => {
	folder = temporaryFolder();
	stateDir = folder.at('state');
	mkdirSync(statuslineFolder(stateDir), {recursive: true, mode: 0o700});
});
afterEach(() => folder.remove());

function write(name: string, payload: object | string, ageDays = 0): void {
	const path = join(statuslineFolder(stateDir), `${name}.json`);
	writeFileSync(path, typeof payload === 'string' ? payload : JSON.stringify(payload), {mode: 0o600});
	utimesSync(path, now / 1000, now / 1000 - ageDays * 86_400);
}
const payload = (rate_limits?: object, configDir = '/home/ada/.claude') => ({
	session_id: 'abc',
	transcript_path: `${configDir}/projects/-work/abc.jsonl`,
	rate_limits,
});
const told = (configDir = '/home/ada/.claude') => isOnPlan(stateDir, [configDir], now);

test('a session that has limits has a plan, also when a newer one has not had its first answer', () => {
	write('abc', payload(limits), 1);
	write('abd', payload());
	expect(told()).toBe(true);
});

test('without limits there is none', () => {
	expect(told()).toBe(false);
	write('abc', payload());
	write('abd', '{broken');
	expect(told()).toBe(false);
});

test('another account’s plan and one of last month do not count', () => {
	write('abc', payload(limits), 8);
	expect(told()).toBe(false);
	write('abd', payload(limits, '/home/ada/.claude-work'));
	expect(told()).toBe(false);
	expect(told('/home/ada/.claude-work')).toBe(true);
});
