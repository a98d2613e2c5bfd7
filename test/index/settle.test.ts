/** What conversations spent is worked out from all that is stored of them, whatever comes first. */
import {cpSync} from 'node:fs';
import {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createIndexed, type Indexed} from './indexed.ts';
import {answerLine, costStateLine, writeTranscript} from './transcript-files.ts';

const one = '11111111-1111-4111-8111-111111111111';
const two = '22222222-2222-4222-8222-222222222222';
const at = '2026-11-20T10:00:00.000Z';

let index: Indexed;
beforeEach(() => {
	index = createIndexed();
});
afterEach(() => index.folder.remove());

const answer = (id: string, fields: object = {}) =>
	answerLine({
		id,
		at,
		sessionId: one,
		cwd: '/p',
		inputTokens: 1000,
		outputTokens: 100,
		requestId: `req_${id}`,
		...fields,
	});

/** Opus 4.5: 1,000 tokens in at $5 and 100 out at $25 a million. */
const answerUsd = 0.0075;

const reported = (fields: object = {}) => ({
	...{
		session_id: one,
		request_id: 'req_a',
		at: Date.parse(at) + 900,
		model: 'claude-opus-4-5',
		speed: 'standard' as const,
	},
	...{query_source: 'repl_main_thread', agent_id: null, input_tokens: 1000, output_tokens: 100, cache_read_tokens: 0},
	...{cache_creation_5m_tokens: 0, cache_creation_1h_tokens: 0, cost_usd: 0.009, duration_ms: 800, sequence: 1},
	...fields,
});

test.each([
	['req_a', 'req_a'],
	['no request id', null],
])('a request that telemetry reports, too, with %s, counts once and at Claude Code’s price', async (_, requestId) => {
	writeTranscript(index.configDir, one, [answer('a', {requestId: requestId ?? undefined})]);
	await index.scan();
	expect(index.spending()).toEqual([{sessionId: one, requests: 1, usd: answerUsd}]);
	index.receive([reported({request_id: requestId})]);
	await index.scan();
	expect(index.spending()).toEqual([{sessionId: one, requests: 1, usd: 0.009}]);
});

test('a conversation that telemetry knew before its transcript was there is one', async () => {
	index.receive([reported()]);
	await index.scan();
	expect(index.spending()).toEqual([{sessionId: one, requests: 1, usd: 0.009}]);
	writeTranscript(index.configDir, one, [answer('a'), answer('b')]);
	await index.scan();
	expect(index.spending()).toEqual([{sessionId: one, requests: 2, usd: 0.009 + answerUsd}]);
});

test('what shares a running total is settled together, in its own folder', async () => {
	const copy = index.folder.at('copy');
	writeTranscript(index.configDir, one, [answer('a'), costStateLine(one, at, 0.01)]);
	cpSync(index.configDir, copy, {recursive: true});
	await index.scan([index.configDir, copy]);
	// Both know the conversation and its total; news of it is for both.
	index.receive([reported({cost_usd: 0.012})]);
	await index.scan([index.configDir, copy]);
	const spent = {sessionId: one, requests: 1, usd: 0.012};
	for (const folders of [[index.configDir], [copy], [index.configDir, copy]])
		expect(index.spending(folders)).toEqual([spent]);
	writeTranscript(copy, two, [answer('c', {sessionId: two}), costStateLine(two, at, 0.0175)]);
	await index.scan([index.configDir, copy]);
	expect(index.spending([index.configDir])).toEqual([spent]);
	// It went on with the other's total, which held 1 cent.
	expect(index.spending([copy])).toEqual([spent, {sessionId: two, requests: 1, usd: answerUsd}]);
});

test('an answer of short and long calls keeps the price of each', async () => {
	const call = (input_tokens: number, output_tokens: number) => ({type: 'message', input_tokens, output_tokens});
	const iterations = [call(60_000, 1500), call(110_000, 500)];
	const whole = {model: 'claude-haiku-5-5', inputTokens: 170_000, outputTokens: 2000, iterations};
	writeTranscript(index.configDir, one, [answer('a', whole)]);
	await index.scan();
	// $0.10 and $0.50 a million tokens below the step of 100,000 tokens, $0.50 and $2.50 above.
	expect(index.spending()).toEqual([{sessionId: one, requests: 1, usd: 0.063}]);
	// Worked out again from the rows, with what telemetry reports beside.
	index.receive([reported({request_id: 'req_b', cost_usd: answerUsd})]);
	await index.scan();
	expect(index.spending()).toEqual([{sessionId: one, requests: 2, usd: 0.0705}]);
});

test('a database of a build between releases is made again from transcripts and telemetry', async () => {
	writeTranscript(index.configDir, one, [answer('a')]);
	index.receive([reported({session_id: two, request_id: 'req_b'})]);
	await index.scan();
	const before = index.spending();
	expect(before).toHaveLength(2);
	const database = new DatabaseSync(index.databasePath);
	database.exec(`
		DROP TABLE tool_spending; DROP TABLE tool_set; ALTER TABLE request DROP COLUMN tools;
		UPDATE room_version SET version = 4 WHERE room = 'index'`);
	database.close();
	expect(await index.scan()).toEqual([]);
	expect(index.spending()).toEqual(before);
});
