/** Tools in the database. */
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type AccountEvent, createAccounts} from '../../../source/accounting/accounts.ts';
import {toolFactsOf} from '../../../source/accounting/tools.ts';
import {createClassRows} from '../../../source/index/class-rows.ts';
import {createToolSetRows, createToolSpendingRows, readToolParts} from '../../../source/index/tools/tool-rows.ts';
import {fromTelemetry, noon, request} from '../../support/events.ts';
import {createOpenedIndex, type OpenedIndex} from '../opened.ts';

let index: OpenedIndex;
beforeEach(() => {
	index = createOpenedIndex();
});
afterEach(() => index.close());

const rows = () => createToolSetRows(index.database);
const called = (...tools: [tool: string, calls: number, resultBytes: number][]) =>
	toolFactsOf(tools.map(([tool, calls, resultBytes]) => ({tool, calls, resultBytes})));

describe('what an answer called', () => {
	test.each([
		['one tool', called(['Bash', 1, 10])],
		['several', called(['Bash', 2, 10], ['Read', 1, 2 ** 39])],
		['none', called()],
	])('comes back as it was: %s', (_, facts) => {
		const write = rows();
		const id = write.idOf(facts)!;
		const bytes = write.bytesOf(facts);
		const stored = typeof bytes === 'bigint' ? Number(bytes) : bytes;
		expect(rows().idOf(facts)).toBe(id);
		expect(rows().toolsFrom(id)).toBe(facts.tools);
		expect(rows().bytesFrom(id, stored)).toEqual(facts.resultBytes);
	});

	test('is not known, or is in a row that is gone: then neither are its tools', () => {
		expect(rows().idOf({tools: null, resultBytes: []})).toBeNull();
		expect([rows().toolsFrom(null), rows().toolsFrom(99)]).toEqual([null, null]);
	});

	test.each([
		'',
		'{',
		'5',
		'"Bash"',
		'{"Bash": 1}',
		'["Bash"]',
		'[["Bash"]]',
		'[["Bash", -1]]',
		'[[7, 1]]',
		'[["B", "1"]]',
	])('is not known where another program wrote %s', calls => {
		expect(rows().toolsFrom(index.put('tool_set', {calls}))).toBeNull();
	});

	test('has sizes for each tool, whatever another program wrote there', () => {
		const id = rows().idOf(called(['Bash', 1, 0], ['Read', 1, 0]))!;
		expect(rows().bytesFrom(id, '[5, -3, 9]')).toEqual([5, 0]);
		expect(rows().bytesFrom(id, '[1e300]')).toEqual([0, 0]);
		expect(rows().bytesFrom(id, '{')).toEqual([0, 0]);
		expect(rows().bytesFrom(id, null)).toEqual([0, 0]);
	});

	test('is written again where the transaction was undone', () => {
		const open = rows();
		index.database.exec('BEGIN');
		open.idOf(called(['Bash', 1, 10]));
		index.database.exec('ROLLBACK');
		open.forget();
		const id = open.idOf(called(['Bash', 1, 10]));
		expect(rows().toolsFrom(id)?.calls).toEqual([['Bash', 1]]);
	});
});

describe('what was spent by tool', () => {
	const answer = (n: number, fields = {}) => request({n, ...fields});
	const calls = (n: number, tool: string, agentId: string | null = null): AccountEvent => ({
		...{type: 'tool.calls', sessionId: 'one', messageId: `msg_${n}`, requestId: `req_${n}`, agentId},
		tools: [{tool, calls: 1, resultBytes: 10}],
	});

	function write(...events: AccountEvent[]): void {
		const accounts = createAccounts();
		for (const event of events) accounts.apply(event, noon);
		const conversation = accounts.conversation('one', noon);
		conversation.row = Number(
			index.database.prepare('SELECT id FROM conversation').get()?.id ?? index.conversation('one'),
		);
		createToolSpendingRows(index.database, createClassRows(index.database))(conversation);
	}

	const quarter = noon / 900_000;
	const parts = (from = 0, until = 1e9) =>
		[...readToolParts(index.database, from, until).values()]
			.flat()
			.map(part => [part.tool, part.purpose, part.quarter - quarter, part.calls, part.requests, part.costUsd]);

	test('is one part for each tool and class in a time, as of its last quarter of an hour', () => {
		const agent = {purpose: 'subagent', agentId: 'a1', costUsd: null};
		write(
			...[answer(1), answer(2), answer(3, {at: noon + 900_000}), answer(4, agent)],
			...[calls(1, 'Bash'), calls(2, 'Bash'), calls(3, 'Bash'), calls(4, 'Bash', 'a1')],
		);
		const usd = 0.0167346;
		const close = (times: number) => expect.closeTo(times * usd, 9);
		expect(parts().sort((a, b) => Number(b[3]) - Number(a[3]))).toEqual([
			['Bash', 'main', 1, 3, 3, close(3)],
			['Bash', 'subagent', 0, 1, 1, close(1)],
		]);
		expect(parts(quarter, quarter + 1).map(([, , , n]) => n)).toEqual([2, 1]);
		expect(parts(quarter + 1, quarter + 2)).toEqual([['Bash', 'main', 1, 1, 1, close(1)]]);
	});

	test('is one part of requests whose prices are known in different ways', () => {
		const reported = fromTelemetry({n: 2, costUsd: 1});
		write(answer(1), answer(2), reported, calls(1, 'Bash'), calls(2, 'Bash'));
		expect(parts()).toEqual([['Bash', 'main', 0, 2, 2, expect.closeTo(1 + 0.0167346, 9)]]);
		expect([...readToolParts(index.database, 0, 1e9).values()].flat()[0]).toMatchObject({
			...{resultBytes: 20, usage: {outputTokens: 60}},
		});
	});

	test('has no dollars for a model without a price, and takes the place of what was written before', () => {
		write(answer(1), calls(1, 'Bash'));
		write(answer(1, {model: 'claude-opus-9'}), calls(1, 'Read'));
		expect(parts()).toEqual([['Read', 'main', 0, 1, 1, null]]);
	});
});
