import {describe, expect, test} from 'vitest';
import {createAccounts} from '../../source/accounting/accounts.ts';
import type {RequestSeen} from '../../source/claude/events.ts';
import {noUsage, type TokenUsage} from '../../source/claude/usage.ts';
import {noon, request} from '../support/events.ts';

function withRecords(events: RequestSeen[]) {
	const accounts = createAccounts();
	for (const event of events) accounts.apply(event, noon + 600_000);
	return {conversation: accounts.conversation(events[0]!.sessionId, noon)};
}

describe('lines of an answer without a request id, of which only the final one has all counts', () => {
	// As gateways have it that count nothing before the end, and where another model takes an answer over.
	const usage = (inputTokens: number, outputTokens: number) => ({...noUsage, inputTokens, outputTokens});
	const line = (seconds: number, used: TokenUsage, follows?: TokenUsage, fields: Partial<RequestSeen> = {}) =>
		request({
			...{n: 1, messageId: 'chatcmpl-9f8e7d6c5b4a', requestId: null, at: noon + seconds * 1000, usage: used},
			...(follows && {follows}),
			...fields,
		});
	const first = line(0, usage(3, 1), undefined, {model: 'claude-opus-5-5'});
	const final = line(90, usage(500, 20), usage(3, 1), {model: 'claude-haiku-5-5'});

	test('are one request, with the final line’s usage and model', () => {
		const last = {...final, at: final.at + 1000, follows: final.usage};
		const {conversation} = withRecords([first, final, last]);
		expect(conversation.records).toHaveLength(1);
		expect(conversation.records[0]).toMatchObject({...usage(500, 20), class: {model: 'claude-haiku-5-5'}, at: noon});
		expect(conversation.facts).toMatchObject({mainRequests: 1, contextTokens: 500, contextHistory: [500]});
	});

	test('stay one when the transcript is read again, or a fork has copies of it', () => {
		const again = withRecords([first, final, first, final]).conversation;
		expect(again.records).toHaveLength(1);
		const copies = [first, final].map(event => ({...event, sessionId: 'fork'}));
		for (const events of [
			[first, final, ...copies],
			[...copies, first, final],
			[first, copies[0]!, final, copies[1]!],
		]) {
			const accounts = createAccounts();
			for (const event of events) accounts.apply(event, noon + 600_000);
			const counts = ['one', 'fork'].map(id => accounts.conversation(id, noon).records.length);
			expect(counts.toSorted()).toEqual([0, 1]);
		}
	});

	test('are two where a prompt was between them', () => {
		expect(withRecords([first, line(90, usage(500, 20))]).conversation.records).toHaveLength(2);
	});
});
