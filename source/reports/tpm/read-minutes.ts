/** What each minute used, as rate limits count it. */

import type {DatabaseSync} from 'node:sqlite';
import {getOrMake} from '../../accounting/get-or-make.ts';
import type {MinuteUse} from '../../accounting/rates.ts';
import {purposeOf} from '../../claude/telemetry/purpose.ts';
import type {ConversationSpending} from '../../index/spending-rows.ts';
import {hasTelemetry} from '../../index/telemetry/read.ts';
import {readable} from '../../index/telemetry/rows.ts';

const minuteMs = 60_000;

/**
 * The minutes since a time (ms) in which these conversations made requests, in order. Requests that only telemetry
 * knows (titles, compactions, other background) are included.
 */
export function readMinutes(
	database: DatabaseSync,
	conversations: readonly Pick<ConversationSpending, 'row' | 'sessionId'>[],
	since: number,
): MinuteUse[] {
	const minutes = new Map<number, MinuteUse>();
	const add = (minute: number, tokens: number, requests: number) => {
		const use = getOrMake(minutes, minute, () => ({minute, tokens: 0, requests: 0}));
		use.tokens += tokens;
		use.requests += requests;
	};
	const counted = database.prepare(
		`SELECT at / ${minuteMs} AS minute, sum(1 - is_part) AS requests, sum(input_tokens + output_tokens
			+ cache_creation_5m_input_tokens + cache_creation_1h_input_tokens) AS tokens
		FROM request WHERE at >= ? AND conversation IN (SELECT value FROM json_each(?)) GROUP BY 1`,
	);
	// Years have hundreds of thousands of minutes: an object for each takes a third longer.
	counted.setReturnArrays(true);
	const rows = JSON.stringify(conversations.map(({row}) => row));
	for (const [minute, requests, tokens] of counted.all(since, rows) as unknown as [number, number, number][])
		add(minute, tokens, requests);
	for (const {source, minute, tokens, requests} of readAsides(database, conversations, since)) {
		const {purpose} = purposeOf(String(source));
		if (purpose === 'background' || purpose === 'compaction') add(Number(minute), Number(tokens), Number(requests));
	}
	return [...minutes.values()].sort((a, b) => a.minute - b.minute);
}

function readAsides(database: DatabaseSync, conversations: readonly {sessionId: string}[], since: number) {
	if (!hasTelemetry(database)) return [];
	const reported = database.prepare(
		`SELECT query_source AS source, at / ${minuteMs} AS minute, count(*) AS requests,
			sum(input_tokens + output_tokens + cache_creation_5m_tokens + cache_creation_1h_tokens) AS tokens
		FROM ${readable.request} WHERE at >= ? AND session IN (
			SELECT id FROM telemetry_session WHERE session_id IN (SELECT value FROM json_each(?))
		) GROUP BY 1, 2`,
	);
	return reported.all(since, JSON.stringify(conversations.map(({sessionId}) => sessionId)));
}
