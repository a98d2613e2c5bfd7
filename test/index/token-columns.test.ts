import {afterEach, beforeEach, expect, test} from 'vitest';
import {openIndex} from '../../source/index/schema.ts';
import {readSpendingOf} from '../../source/index/spending-rows.ts';
import {usageAt} from '../../source/index/token-columns.ts';
import {createIndexed, type Indexed} from './indexed.ts';
import {answerLine, writeTranscript} from './transcript-files.ts';

let indexed: Indexed;
beforeEach(() => {
	indexed = createIndexed(() => Date.parse('2026-11-20T12:00:00Z'));
});
afterEach(() => indexed.folder.remove());
const open = () => openIndex({path: indexed.databasePath, now: Date.now}).database!;

/** As they are read: by their places. */
const names = [
	...['input_tokens', 'output_tokens', 'cache_read_input_tokens'],
	...['cache_creation_5m_input_tokens', 'cache_creation_1h_input_tokens', 'web_search_requests'],
];

test('every table that has them has them in this order, one after the other', () => {
	const database = open();
	const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
	const found = tables.flatMap(({name}) => {
		const columns = database.prepare('SELECT name FROM pragma_table_info(?)').all(String(name));
		const all = columns.map(column => String(column.name));
		// Telemetry has columns of its own, in the words of Claude Code's attributes.
		return all.includes('web_search_requests') ? [[name, all.slice(all.indexOf('input_tokens')).slice(0, 6)]] : [];
	});
	database.close();
	expect(found).toEqual(['request', 'spending', 'tool_spending'].map(table => [table, names]));
});

test('each count of an answer is the same count when it is read again', async () => {
	const sessionId = 'aaaaaaaa-0000-4000-8000-000000000000';
	const usage = {
		...{inputTokens: 11, outputTokens: 12, cacheReadInputTokens: 13},
		...{cacheCreation5mInputTokens: 14, cacheCreation1hInputTokens: 15},
	};
	const line = JSON.parse(answerLine({id: 'm', at: '2026-11-20T10:00:00Z', sessionId, cwd: '/p', ...usage}));
	line.message.usage.server_tool_use = {web_search_requests: 16};
	writeTranscript(indexed.configDir, sessionId, [JSON.stringify(line)]);
	await indexed.index();
	const database = open();
	const expected = {...usage, webSearchRequests: 16};
	expect(readSpendingOf(database, [indexed.configDir])[0]!.pieces.map(piece => piece.usage)).toEqual([expected]);
	const row = database.prepare(`SELECT 'before', ${names.join()} FROM request`);
	row.setReturnArrays(true);
	expect(usageAt(row.get() as unknown as number[], 1)).toEqual(expected);
	database.close();
});
