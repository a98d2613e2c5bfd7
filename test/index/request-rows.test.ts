/** A request comes back from the database as it was stored; what somebody else wrote there breaks nothing. */

import type {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createAccounts} from '../../source/accounting/accounts.ts';
import {setTools} from '../../source/accounting/request-record.ts';
import {toolSetOf} from '../../source/accounting/tools.ts';
import {noUsage} from '../../source/claude/usage.ts';
import {createClassRows} from '../../source/index/class-rows.ts';
import {createRequestRows} from '../../source/index/request-rows.ts';
import {openIndex} from '../../source/index/schema.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {noon, request} from '../support/events.ts';

let folder: TemporaryFolder;
let database: DatabaseSync;
beforeEach(() => {
	folder = temporaryFolder();
	database = openIndex({path: folder.at('state', 'ccmon.db'), now: () => noon}).database!;
});
afterEach(() => {
	database.close();
	folder.remove();
});

const rows = () => createRequestRows(database, createClassRows(database));

function counted(fields: Parameters<typeof request>[0]) {
	const accounts = createAccounts();
	accounts.apply(request(fields), noon);
	const conversation = accounts.conversation('one', noon);
	conversation.row = 1;
	return conversation.records[0]!;
}

test('stores all that is known of a request, and what becomes known later', () => {
	const record = counted({
		...{
			n: 1,
			model: 'us.anthropic.claude-opus-4-5',
			speed: 'fast',
			inferenceGeo: 'us',
			purpose: 'subagent',
			agentId: 'a1',
		},
		fallbackCostUsd: 0.25,
		largePromptUsage: {...noUsage, inputTokens: 5},
	});
	const {row, owner, isChanged, ...stored} = {...record};
	rows().save(record);
	expect(rows().ofConversation(1)).toEqual([{...stored, row: 1, owner: null, isChanged: false, seenAt: stored.at}]);

	record.outputTokens = 999;
	rows().save(record);
	expect(
		rows()
			.ofConversation(1)
			.map(({outputTokens}) => outputTokens),
	).toEqual([999]);

	record.isFolded = true;
	rows().save(record);
	expect(rows().ofConversation(1)).toEqual([]);
	expect(rows().get(1)).toBeNull();
});

test.each(['{"inputTokens": 1}', '{"inputTokens": -1}', 'null', '[]', '{', ''])(
	'%s is no usage of its long calls: the request is priced as a whole',
	json => {
		rows().save(counted({n: 1}));
		database.prepare('UPDATE request SET large_prompt_usage = ?').run(json);
		expect(rows().ofConversation(1)[0]?.largePromptUsage).toBeNull();
	},
);

test.each(['[', 'null', '"no list"'])(
	'%s for the bytes of its results: none are known, and the request counts',
	json => {
		const record = counted({n: 1});
		setTools(record, {
			tools: toolSetOf([
				['Bash', 1],
				['Read', 1],
			]),
			resultBytes: [10, 20],
		});
		rows().save(record);
		database.prepare('UPDATE request SET result_bytes = ?').run(json);
		expect(rows().ofConversation(1)[0]).toMatchObject({outputTokens: 30, resultBytes: [0, 0]});
	},
);
