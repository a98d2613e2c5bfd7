/** What each minute used. */
import type {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {migrations, room} from '../../../source/index/telemetry/schema.ts';
import {openDatabase} from '../../../source/platform/database.ts';
import {readMinutes} from '../../../source/reports/tpm/read-minutes.ts';
import {createOpenedIndex, type OpenedIndex} from '../../index/opened.ts';

let index: OpenedIndex;
let telemetry: DatabaseSync | null;
beforeEach(() => {
	index = createOpenedIndex();
	telemetry = null;
});
afterEach(() => {
	telemetry?.close();
	index.close();
});

const minute = (n: number) => n * 60_000;
const add = (conversation: number, at: number, fields: object = {}) =>
	index.put('request', {
		...{conversation, class: 1, at, last_line_at: at, message_key: at, request_key: 0, is_part: 0, is_named: 0},
		...{input_tokens: 1, output_tokens: 10, cache_read_input_tokens: 1e6, cache_creation_5m_input_tokens: 100},
		...{cache_creation_1h_input_tokens: 1000, web_search_requests: 0},
		...fields,
	});
const minutesOf = (conversations: {row: number; sessionId: string}[], since = 0) =>
	readMinutes(index.database, conversations, since).map(({minute: n, tokens, requests}) => [n, tokens, requests]);

test('minutes are in order, without cache reads, and a part of a request is none', () => {
	const row = index.conversation('one');
	const one = {row, sessionId: 'one'};
	for (const at of [minute(7) + 59_999, minute(7), minute(3)]) add(row, at);
	add(row, minute(3), {is_part: 1});
	expect(minutesOf([one])).toEqual([
		[3, 2222, 1],
		[7, 2222, 2],
	]);
	expect(minutesOf([one], minute(7) + 1)).toEqual([[7, 1111, 1]]);
	expect(minutesOf([{row: 99, sessionId: 'two'}])).toEqual([]);
});

test('what only telemetry knows is in them: titles and compactions, but not what transcripts hold', () => {
	const row = index.conversation('one');
	add(row, minute(3));
	telemetry = openDatabase({path: index.at('state', 'ccmon.db'), room, migrations, now: () => 0}).database;
	const session = index.put('telemetry_session', {session_id: 'one'});
	const other = index.put('telemetry_session', {session_id: 'two'});
	let key = 0;
	const report = (query_source: string, at: number, of = session) =>
		index.put('telemetry_request', {
			...{session: of, request_key: `k${key++}`, at, model: 'm', speed: 'standard', query_source},
			...{
				input_tokens: 5,
				output_tokens: 5,
				cache_read_tokens: 1e6,
				cache_creation_5m_tokens: 0,
				cache_creation_1h_tokens: 0,
			},
		});
	for (const source of ['generate_session_title', 'compact', 'repl_main_thread', 'agent:custom'])
		report(source, minute(3));
	report('compact', minute(1));
	report('compact', minute(3), other);
	expect(minutesOf([{row, sessionId: 'one'}], minute(2))).toEqual([[3, 1111 + 20, 3]]);
});
