/** What is left when all transcripts have been read. */
import {mkdirSync, writeFileSync} from 'node:fs';
import type {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {finishScan} from '../../../source/index/scan/finish-scan.ts';
import {createProblems} from '../../../source/index/scan/problems.ts';
import {planScan} from '../../../source/index/scan/scan-plan.ts';
import {newCounters, runScanThread} from '../../../source/index/scan/scan-thread.ts';
import {openIndex} from '../../../source/index/schema.ts';
import {createIndexed, type Indexed} from '../indexed.ts';
import {answerLine, writeTranscript} from '../transcript-files.ts';

const now = Date.parse('2026-11-20T12:00:00.000Z');
const sessionId = 'aaaaaaaa-0000-4000-8000-000000000000';

let indexed: Indexed;
let database: DatabaseSync;
beforeEach(() => {
	indexed = createIndexed(() => now);
	vi.stubEnv('HOME', indexed.folder.at('home'));
	database = openIndex({path: indexed.databasePath, now: () => now}).database!;
});
afterEach(() => {
	vi.unstubAllEnvs();
	database.close();
	indexed.folder.remove();
});

/** One answer for $0.005, by list prices. */
const answer = answerLine({...{id: 'm', at: '2026-11-20T10:00:00.000Z', sessionId, cwd: '/p'}, inputTokens: 1000});

function scan() {
	const {databasePath, configDir} = indexed;
	const configDirs = [configDir];
	const problems = createProblems();
	const plan = planScan({database, configDirs, now, onUnreadable: problems.unreadable});
	const {groups} = plan;
	const thread = {database, groups, counters: newCounters(), now: () => now, onProblem() {}};
	runScanThread({...thread, onUnreadable: problems.unreadable});
	finishScan({database, databasePath, configDirs, now: () => now, plan, problems});
	return problems.all();
}

test('a total of a conversation that was new in this scan is in its sums after it', () => {
	writeTranscript(indexed.configDir, sessionId, [answer]);
	const statusline = indexed.folder.at('state', 'statusline');
	mkdirSync(statusline, {mode: 0o700});
	const text = JSON.stringify({session_id: sessionId, cost: {total_cost_usd: 0.02}});
	writeFileSync(`${statusline}/${sessionId}.json`, text, {mode: 0o600});
	expect(scan()).toEqual([]);
	expect(indexed.spending()).toEqual([{sessionId, requests: 1, usd: 0.02}]);
});

test('damage is reported of what was read now and of what was read before', () => {
	const other = sessionId.replaceAll('a', 'b');
	writeTranscript(indexed.configDir, sessionId, [answer, '{"type": "assistant", "message": {"usage": {"input']);
	expect(scan()).toMatchObject([{count: 1, message: expect.stringMatching(/^Damaged records in it were left out/)}]);
	writeTranscript(indexed.configDir, other, ['{"type": "assistant", "message": {"usage": {"input', answer]);
	expect(scan()).toMatchObject([{count: 2, message: expect.stringContaining('and in 1 other transcript')}]);
});
