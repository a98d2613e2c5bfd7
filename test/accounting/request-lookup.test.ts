/** Under which record a request is found again. What the rules are is said in accounting/identity.ts. */
import {expect, test} from 'vitest';
import {createConversation} from '../../source/accounting/conversation.ts';
import {createRequestLookup} from '../../source/accounting/request-lookup.ts';
import {recordFrom} from '../../source/accounting/request-record.ts';
import type {RequestSeen} from '../../source/claude/events.ts';
import {noon, request, turnUsage} from '../support/events.ts';

const conversation = createConversation('one');
const other = createConversation('two');
const record = (fields: Partial<RequestSeen> = {}, owner = conversation) =>
	recordFrom(owner, request({n: 1, ...fields}), noon);
const minute = 60_000;

function lookupOf(...records: ReturnType<typeof record>[]) {
	const lookup = createRequestLookup();
	for (const one of records) lookup.add(one);
	return lookup;
}

test('both ids find a request, however its tokens have changed', () => {
	const known = record();
	expect(lookupOf(known).find(record({usage: {...turnUsage, inputTokens: 1}}), 0)).toBe(known);
});

test('a request id that a gateway repeats does not find another message', () => {
	expect(lookupOf(record()).find(record({messageId: 'msg_other'}), 0)).toBeUndefined();
});

test('telemetry, which has no message id, finds it by its request id', () => {
	const known = record();
	const seen = record({origin: 'telemetry', messageId: null, requestId: request({n: 1}).requestId});
	expect(lookupOf(known).find(seen, 0)).toBe(known);
});

test('without request ids, lines of one conversation that are close in time are one answer', () => {
	const known = record({requestId: null, at: noon});
	const later = record({requestId: null, at: noon + minute});
	expect(lookupOf(known).find(later, minute)).toBe(known);
	expect(lookupOf(known).find(later, minute - 1)).toBeUndefined();
	expect(lookupOf(known).find(record({requestId: null, at: noon + minute}, other), minute)).toBeUndefined();
});

test('a copy is another record of the same request, until it is removed', () => {
	const [known, copy] = [record(), record({requestId: 'req_other'}, other)];
	const lookup = lookupOf(known, copy);
	expect(lookup.copyOf(known, 0)).toBe(copy);
	lookup.remove(copy);
	expect(lookup.copyOf(known, 0)).toBeUndefined();
	expect(lookup.find(record(), 0)).toBe(known);
	lookup.remove(known);
	expect(lookup.find(record(), 0)).toBeUndefined();
});
