/** What changed beside the transcripts is worked out again, and only that. */
import type {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {setPriceBook} from '../../../source/accounting/cost.ts';
import {createPriceBook, listPrices} from '../../../source/accounting/price-book.ts';
import {settlePending} from '../../../source/index/scan/settle-pending.ts';
import {openIndex, readState, writeState} from '../../../source/index/schema.ts';
import {createIndexed, type Indexed} from '../indexed.ts';
import {answerLine, writeTranscript} from '../transcript-files.ts';

const one = '11111111-1111-4111-8111-111111111111';
const two = '22222222-2222-4222-8222-222222222222';
const at = Date.parse('2026-11-20T10:00:00.000Z');

let index: Indexed;
beforeEach(() => {
	index = createIndexed(() => at + 3_600_000);
});
afterEach(() => {
	setPriceBook(createPriceBook(listPrices, null));
	index.folder.remove();
});

/** Opus 4.5: 1,000 tokens in at $5 and 100 out at $25 a million are $0.0075. */
const write = (sessionId: string) =>
	writeTranscript(index.configDir, sessionId, [
		answerLine({
			...{id: `m${sessionId}`, sessionId, cwd: '/p', requestId: `req_${sessionId}`, at: new Date(at).toISOString()},
			...{inputTokens: 1000, outputTokens: 100},
		}),
	]);

const reported = (sessionId: string, costUsd: number) => ({
	...{session_id: sessionId, request_id: `req_${sessionId}`, at: at + 900, model: 'claude-opus-4-5'},
	...{speed: 'standard' as const, query_source: 'repl_main_thread', agent_id: null, input_tokens: 1000},
	...{output_tokens: 100, cache_read_tokens: 0, cache_creation_5m_tokens: 0, cache_creation_1h_tokens: 0},
	...{cost_usd: costUsd, duration_ms: 800, sequence: 1},
});

function withIndex(use: (database: DatabaseSync) => void): void {
	const {database} = openIndex({path: index.databasePath, now: Date.now});
	use(database!);
	database!.close();
}
const settle = (now = at + 3_600_000) => withIndex(database => settlePending(database, now));
const usd = () => Object.fromEntries(index.spending().map(({sessionId, usd: costUsd}) => [sessionId, costUsd]));

test('prices everything again, once, when prices change', async () => {
	write(one);
	await index.scan();
	expect(usd()).toEqual({[one]: 0.0075});
	setPriceBook(createPriceBook({...listPrices, discountPercent: 20}, null));
	settle();
	expect(usd()).toEqual({[one]: 0.006});
});

test('settles only conversations with new telemetry', async () => {
	write(one);
	write(two);
	await index.scan();
	index.receive([reported(one, 0.009)]);
	// What nothing was received of is not looked at: a mark in it stays.
	withIndex(database => database.exec('UPDATE spending SET cost_usd = 7'));
	settle();
	expect(usd()).toEqual({[one]: 0.009, [two]: 7});
	withIndex(database => database.exec('UPDATE spending SET cost_usd = 7'));
	settle();
	expect(usd()).toEqual({[one]: 7, [two]: 7});
});

test('a position that another program damaged is ignored: all telemetry is read again', async () => {
	write(one);
	index.receive([reported(one, 0.009)]);
	await index.scan();
	withIndex(database => {
		database.exec('UPDATE spending SET cost_usd = 7');
		writeState(database, 'telemetry', '{');
	});
	settle();
	expect(usd()).toEqual({[one]: 0.009});
	withIndex(database => expect(JSON.parse(readState(database, 'telemetry')!)).toMatchObject({request: 1}));
});

test('a conversation that only telemetry knew goes once its transcript has a row of its own', async () => {
	index.receive([reported(one, 0.009)]);
	await index.scan();
	write(two);
	await index.scan();
	// As where two processes found it at the same time.
	withIndex(database => {
		const {folder} = database.prepare('SELECT folder FROM conversation WHERE session_id = ?').get(two)!;
		database
			.prepare("INSERT INTO conversation (folder, session_id, facts) VALUES (?, ?, '{}')")
			.run(Number(folder), one);
		writeState(database, 'telemetry', '{}');
		settlePending(database, at);
		const rows = database.prepare('SELECT folder FROM conversation WHERE session_id = ?').all(one);
		expect(rows).toEqual([expect.objectContaining({folder})]);
	});
	expect(usd()).toEqual({[one]: 0.009, [two]: 0.0075});
});

test('what was pending is worked out again when its time has come, and not before', async () => {
	write(one);
	await index.scan();
	withIndex(database =>
		database.exec(`UPDATE spending SET cost_usd = 7; UPDATE conversation SET settled_until = ${at}`),
	);
	settle(at - 1);
	expect(usd()).toEqual({[one]: 7});
	settle(at);
	expect(usd()).toEqual({[one]: 0.0075});
});
