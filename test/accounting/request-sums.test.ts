/** What is added is taken out again, to the last token and dollar. */
import {expect, test} from 'vitest';
import {createConversation} from '../../source/accounting/conversation.ts';
import {recordFrom} from '../../source/accounting/request-record.ts';
import {createRequestSums} from '../../source/accounting/request-sums.ts';
import {noon, request, turnUsage, turnUsd} from '../support/events.ts';

const minuteOf = (at: number) => Math.floor(at / 60_000);
/** Cache reads do not count towards a rate limit. */
const limited =
	turnUsage.inputTokens +
	turnUsage.outputTokens +
	turnUsage.cacheCreation5mInputTokens +
	turnUsage.cacheCreation1hInputTokens;

function counted({purpose = 'main' as 'main' | 'background', hasRates = true} = {}) {
	const conversation = createConversation('one');
	const sums = createRequestSums({hasRates});
	const record = recordFrom(conversation, request({n: 1, at: noon, purpose}), noon);
	sums.add(record, noon);
	return {conversation, sums, record};
}

test('a main request counts for its conversation, its minute and the last hour', () => {
	const {conversation, sums, record} = counted();
	expect([...conversation.buckets.values()]).toMatchObject([{usage: turnUsage, requests: 1}]);
	expect(sums.minutes.list()).toEqual([minuteOf(noon), limited, 1]);
	expect(sums.usdPerHour(noon)).toBeCloseTo(turnUsd, 10);
	sums.subtract(record, noon);
	expect(conversation.buckets.size).toBe(0);
	expect(sums.usdPerHour(noon)).toBeCloseTo(0, 12);
});

test('background is kept request by request', () => {
	const {conversation, sums, record} = counted({purpose: 'background'});
	expect([...conversation.asides]).toEqual([record]);
	expect(conversation.buckets.size).toBe(0);
	sums.subtract(record, noon);
	expect(conversation.asides.size).toBe(0);
});

test('a forgotten conversation keeps its dollars in the last hour, but no tokens in any minute', () => {
	const {sums, record} = counted();
	sums.drop(record);
	expect(sums.usdPerHour(noon)).toBeCloseTo(turnUsd, 10);
	sums.add(record, noon, true);
	expect(sums.usdPerHour(noon)).toBeCloseTo(turnUsd, 10);
});

test('dollars per hour are unknown if nothing has a price, a lower bound if something has none', () => {
	const sums = createRequestSums({hasRates: true});
	const conversation = createConversation('one');
	const local = recordFrom(conversation, request({n: 1, at: noon, model: 'local'}), noon);
	sums.add(local, noon);
	expect(sums.usdPerHour(noon)).toBeNull();
	sums.add(recordFrom(conversation, request({n: 2, at: noon}), noon), noon);
	expect(sums.usdPerHour(noon)).toBeCloseTo(turnUsd, 10);
	expect(sums.usdPerHour(noon + 2 * 3_600_000)).toBe(0);
});

test('no rates are kept if nobody needs them', () => {
	const {conversation, sums} = counted({hasRates: false});
	expect(conversation.buckets.size).toBe(1);
	expect(sums.usdPerHour(noon)).toBe(0);
	expect(conversation.lastMinute).toBeNull();
});
