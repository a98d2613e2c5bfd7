/** What is counted is found, matched and summed alike after each change. */
import {beforeEach, expect, test} from 'vitest';
import {
	type Conversation,
	createConversation,
	parentsOf,
	type RequestRecord,
} from '../../source/accounting/conversation.ts';
import {recordFrom} from '../../source/accounting/request-record.ts';
import {createRequestRegister, type RequestRegister} from '../../source/accounting/request-register.ts';
import {noon, request, turnUsd} from '../support/events.ts';

let one: Conversation;
let changes: RequestRecord[];
let register: RequestRegister;
beforeEach(() => {
	one = createConversation('one');
	changes = [];
	register = createRequestRegister({isForStorage: false, onChange: record => changes.push(record)});
});

const record = (n: number) => recordFrom(one, request({n}), noon + n * 1000);
const find = (wanted: RequestRecord) => register.lookup.withRequestKey(wanted.requestKey);
const usd = () => register.usdPerHour(noon + 60_000);

test('adding a request puts it into its conversation, the lookup and the sums', () => {
	const seen = record(1);
	register.insert(seen, noon);
	expect(find(seen)).toBe(seen);
	expect(one.records).toEqual([seen]);
	expect(usd()).toBeCloseTo(turnUsd, 10);
	expect(register.minutes.peak().requestsPerMinute).toBe(1);
});

test('a changed request is summed again, and reported', () => {
	const seen = record(1);
	register.insert(seen, noon);
	register.change(seen, noon, () => {
		seen.costUsd = 0.5;
	});
	expect(find(seen)).toBe(seen);
	expect(usd()).toBeCloseTo(0.5, 10);
	expect(changes).toEqual([seen]);
});

test('two records of one request become one, and both changes are reported', () => {
	const [seen, other] = [record(1), record(2)];
	for (const each of [seen, other]) register.insert(each, noon);
	register.fold(seen, other, noon);
	expect(one.records).toEqual([seen]);
	expect(find(other)).toBeUndefined();
	expect(usd()).toBeCloseTo(turnUsd, 10);
	expect(other.isFolded).toBe(true);
	expect(changes).toEqual([seen, other]);
});

test('a request that belongs to another conversation moves there and stays here as a copy', () => {
	const seen = record(1);
	const two = createConversation('two');
	register.insert(seen, noon);
	register.giveTo(seen, two, true, seen.at, noon);
	expect([one.records, two.records]).toEqual([[], [seen]]);
	expect(one.copies.has(two)).toBe(true);
	expect(parentsOf(two)).toEqual([]);
});

test('nothing of a dropped conversation is found, but its dollars of the last hour stay', () => {
	const seen = record(1);
	register.insert(seen, noon);
	register.drop(one);
	expect(find(seen)).toBeUndefined();
	expect(usd()).toBeCloseTo(turnUsd, 10);
});
