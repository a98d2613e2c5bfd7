/** Totals that were reported beside the transcripts. */
import {mkdirSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {scanTotals} from '../../../source/index/scan/scan-totals.ts';
import {openIndex} from '../../../source/index/schema.ts';
import {createIndexed, type Indexed} from '../indexed.ts';
import {answerLine, writeTranscript} from '../transcript-files.ts';

const one = '11111111-1111-4111-8111-111111111111';
const two = '22222222-2222-4222-8222-222222222222';
const at = Date.parse('2026-11-20T10:00:00.000Z');
const later = at + 3_600_000;

let index: Indexed;
beforeEach(async () => {
	index = createIndexed(() => later);
	vi.stubEnv('HOME', index.folder.at('home'));
	writeConversation(one);
	await index.scan();
});
afterEach(() => {
	vi.unstubAllEnvs();
	index.folder.remove();
});

/** $0.0075 by its transcript. */
const writeConversation = (sessionId: string) =>
	writeTranscript(index.configDir, sessionId, [
		answerLine({
			...{id: `m${sessionId}`, sessionId, cwd: '/p', requestId: `req_${sessionId}`, at: new Date(at).toISOString()},
			...{inputTokens: 1000, outputTokens: 100},
		}),
	]);

function writeStatusline(sessionId: string, totalUsd: number, second: number, mode = 0o600): void {
	const folder = index.folder.at('state', 'statusline');
	mkdirSync(folder, {recursive: true, mode: 0o700});
	const path = `${folder}/${sessionId}.json`;
	writeFileSync(path, JSON.stringify({session_id: sessionId, cost: {total_cost_usd: totalUsd}}), {mode});
	utimesSync(path, at / 1000 + second, at / 1000 + second);
}

function scan(): {totals: number[]; read: number} {
	const {database} = openIndex({path: index.databasePath, now: () => later});
	scanTotals({
		database: database!,
		configDirs: [index.configDir],
		stateDir: index.folder.at('state'),
		now: () => later,
	});
	const totals = database!.prepare('SELECT DISTINCT total_cost_usd AS usd FROM running_total ORDER BY 1').all();
	const read = Number(database!.prepare('SELECT count(*) AS n FROM total_source').get()!.n);
	database!.close();
	return {totals: totals.map(({usd}) => Number(usd)), read};
}

describe('a status line', () => {
	test('has its conversation’s cost, and is read again when it has changed', () => {
		writeStatusline(one, 0.02, 60);
		expect(scan()).toEqual({totals: [0.02], read: 1});
		expect(index.spending()).toEqual([{sessionId: one, requests: 1, usd: 0.02}]);
		writeStatusline(one, 0.03, 120);
		expect(scan().totals).toContain(0.03);
		expect(index.spending()).toEqual([{sessionId: one, requests: 1, usd: 0.03}]);
	});

	test('that was removed is forgotten, and what it said stays', async () => {
		writeStatusline(one, 0.02, 60);
		scan();
		rmSync(index.folder.at('state', 'statusline', `${one}.json`));
		writeStatusline(two, 0.03, 60);
		writeConversation(two);
		await index.scan();
		expect(scan()).toEqual({totals: [0.02, 0.03], read: 1});
	});

	test('is not read again while it is the same', () => {
		writeStatusline(one, 0.02, 60);
		scan();
		// As long, and as old.
		writeStatusline(one, 0.09, 60);
		expect(scan().totals).toEqual([0.02]);
	});

	test('of a conversation that is not known yet waits for it', async () => {
		writeStatusline(two, 0.05, 60);
		expect(scan()).toEqual({totals: [], read: 0});
		writeConversation(two);
		await index.scan();
		expect(scan()).toEqual({totals: [0.05], read: 1});
	});

	test.each([
		['that others may write', () => writeStatusline(one, 0.02, 60, 0o666)],
		['that is no JSON', () => writeFileSync(index.folder.at('state', 'statusline', `${one}.json`), '{')],
		[
			'that is larger than any',
			() => writeFileSync(index.folder.at('state', 'statusline', `${one}.json`), ' '.repeat(300_000)),
		],
		['of another name', () => writeFileSync(index.folder.at('state', 'statusline', 'note.txt'), '{}')],
	])('%s is ignored', (_, write) => {
		mkdirSync(index.folder.at('state', 'statusline'), {recursive: true, mode: 0o700});
		write();
		expect(scan()).toEqual({totals: [], read: 0});
	});
});

test('.claude.json says what the last conversation of a project had cost', () => {
	const last = {lastSessionId: one, lastCost: 0.04, lastModelUsage: {}};
	writeFileSync(`${index.configDir}/.claude.json`, JSON.stringify({projects: {'/p': last}}));
	expect(scan()).toEqual({totals: [0.04], read: 1});
});
