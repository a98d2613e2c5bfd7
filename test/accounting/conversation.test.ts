/** Records in the order of time, and which conversations share a history or a running total. */
import {describe, expect, test} from 'vitest';
import {
	addCopy,
	type Conversation,
	createConversation,
	groupOf,
	lastCopyAt,
	parentsOf,
	recordsAfter,
	recordsInOrder,
	touchSpending,
} from '../../source/accounting/conversation.ts';
import {recordFrom} from '../../source/accounting/request-record.ts';
import {noon, request} from '../support/events.ts';

const born = (sessionId: string, bornAt: number | null = null) => {
	const conversation = createConversation(sessionId);
	conversation.facts.bornAt = bornAt;
	return conversation;
};

test('records are in order of time; those after a time exclude it and come newest first', () => {
	const conversation = createConversation('one');
	conversation.records = [3, 1, 2].map(n => recordFrom(conversation, request({n}), noon));
	conversation.isInOrder = false;
	const times = (records: Iterable<{at: number}>) => [...records].map(({at}) => (at - noon) / 1000);
	expect(times(recordsAfter(conversation, noon + 1000))).toEqual([3, 2]);
	expect(times(recordsInOrder(conversation))).toEqual([1, 2, 3]);
	expect(times(recordsAfter(conversation, noon + 3000))).toEqual([]);
	expect(times(recordsAfter(conversation, Number.NEGATIVE_INFINITY))).toEqual([3, 2, 1]);
});

describe('a fork', () => {
	test('has a parent that is older, or that its copies name', () => {
		const [old, young, fork] = [born('old', 1), born('young', 9), born('fork', 5)];
		addCopy(fork, old, 3);
		addCopy(fork, young, 8);
		expect(parentsOf(fork)).toEqual([old]);
		expect(lastCopyAt(fork)).toBe(3);
		addCopy(fork, young, 2, true);
		expect(parentsOf(fork)).toEqual([old, young]);
		// An earlier copy does not turn the clock back, and a name stays.
		expect(lastCopyAt(fork)).toBe(8);
		addCopy(fork, young, 7);
		expect([parentsOf(fork).length, lastCopyAt(fork)]).toEqual([2, 8]);
	});

	test('gets its parents once its age is known', () => {
		const [old, fork] = [born('z', 1), born('fork')];
		addCopy(fork, old, 3);
		expect(parentsOf(fork)).toEqual([old]);
		fork.facts.bornAt = 0;
		expect(parentsOf(fork)).toEqual([]);
		expect(lastCopyAt(fork)).toBe(0);
	});

	test('knows from the index up to when its history was copied', () => {
		const fork = born('fork', 5);
		fork.storedCopyAt = 40;
		addCopy(fork, born('old', 1), 3);
		expect(lastCopyAt(fork)).toBe(40);
	});

	test('is counted again when something new about it or a sibling is read, but not for repeats', () => {
		const [old, one, two] = [born('old', 1), born('one', 5), born('two', 6)];
		addCopy(one, old, 3);
		const before = one.revision;
		addCopy(one, old, 3);
		addCopy(one, old, 2);
		expect(one.revision).toBe(before);
		addCopy(one, old, 4);
		expect(one.revision).toBe(before + 1);
		addCopy(two, old, 3);
		expect(one.revision).toBe(before + 2);
	});
});

function shareTotal(...conversations: Conversation[]): void {
	const total = new Set(conversations);
	for (const {sharedTotals} of conversations) sharedTotals.add(total);
}

test('a group has all conversations that share something, directly or through others', () => {
	const [old, fork, forkOfFork, sharing, stranger] = ['a', 'b', 'c', 'd', 'e'].map((id, n) => born(id, n));
	addCopy(fork!, old!, 1);
	addCopy(forkOfFork!, fork!, 1);
	shareTotal(forkOfFork!, sharing!);
	for (const member of [old!, fork!, forkOfFork!, sharing!])
		expect([...groupOf(member)].map(({sessionId}) => sessionId).sort()).toEqual(['a', 'b', 'c', 'd']);
	expect([...groupOf(stranger!)]).toEqual([stranger]);
});

test('a change in one is worked out again for its forks and those with the same total', () => {
	const [old, fork, sharing, stranger] = ['a', 'b', 'c', 'd'].map((id, n) => born(id, n));
	addCopy(fork!, old!, 1);
	shareTotal(old!, sharing!);
	const all = [old!, fork!, sharing!, stranger!];
	const before = all.map(({revision}) => revision);
	touchSpending(old!);
	expect(all.map(({revision}, index) => revision > before[index]!)).toEqual([true, true, true, false]);
});
