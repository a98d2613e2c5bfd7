import {mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {SessionEvent} from '../../../source/claude/events.ts';
import {readClaudeJsonTotals} from '../../../source/live/claude-json/read.ts';

let home: string;
beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), 'ccmon-claude-json-'));
	mkdirSync(join(home, '.claude'));
	mkdirSync(join(home, 'work'));
});
afterEach(() => rmSync(home, {recursive: true}));

async function read(...configDirs: string[]): Promise<SessionEvent[]> {
	const events: SessionEvent[] = [];
	await readClaudeJsonTotals({configDirs: configDirs.map(name => join(home, name)), emit: e => events.push(e), home});
	return events;
}

const project = (lastSessionId: string, lastCost: number, lastStartTime: number) => ({
	lastSessionId,
	lastCost,
	lastStartTime,
	lastDuration: 1000,
});

test('the default config folder has the file beside it, another one inside it', async () => {
	writeFileSync(join(home, '.claude.json'), JSON.stringify({projects: {'/a': project('aaaa', 0.5, 2000)}}));
	writeFileSync(join(home, 'work', '.claude.json'), JSON.stringify({projects: {'/b': project('bbbb', 0.25, 1000)}}));
	expect(await read('.claude', 'work')).toMatchObject([
		{type: 'reported', origin: 'claude.json', sessionId: 'bbbb', at: 2000, totalCostUsd: 0.25, byModel: null},
		{type: 'reported', origin: 'claude.json', sessionId: 'aaaa', at: 3000, totalCostUsd: 0.5, byModel: null},
	]);
	expect(await read('work')).toHaveLength(1);
});

test('no total is later than the file', async () => {
	const path = join(home, '.claude.json');
	writeFileSync(path, JSON.stringify({projects: {'/a': project('aaaa', 0.5, 9_000_000)}}));
	utimesSync(path, 1000, 1000);
	expect(await read('.claude')).toMatchObject([{sessionId: 'aaaa', at: 1_000_000}]);
});

test('no file is no problem, a broken one is reported once', async () => {
	expect(await read('.claude', 'missing')).toEqual([]);
	writeFileSync(join(home, '.claude.json'), '{"projects": {');
	expect(await read('.claude')).toMatchObject([{type: 'problem', path: join(home, '.claude.json'), count: 1}]);
});
