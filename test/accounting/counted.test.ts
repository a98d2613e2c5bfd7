/** What is counted, for all who compare it with other sources. A request of these costs `turnUsd`. */
import {expect, test} from 'vitest';
import {createAccounts} from '../../source/accounting/accounts.ts';
import {countedParts, countedSumsWithin, type Interval, recordsOutside} from '../../source/accounting/counted.ts';
import type {RequestSeen} from '../../source/claude/events.ts';
import {noon, request, turnUsd} from '../support/events.ts';
import {seededRandom} from '../support/random.ts';

function conversationOf(...requests: RequestSeen[]) {
	const accounts = createAccounts();
	for (const event of requests) accounts.apply(event, noon + 3_600_000);
	return accounts.conversation('one', noon);
}

const at = (n: number) => noon + n * 1000;

test('turns are summed by quarter of an hour and purpose, other requests are listed one by one', () => {
	const aside = {purpose: 'background', cause: 'x'} as const;
	const conversation = conversationOf(
		...[request({n: 1}), request({n: 2}), request({n: 3, purpose: 'subagent'}), request({n: 901})],
		...[request({n: 4, ...aside}), request({n: 5, ...aside, model: 'claude-opus-9'})],
	);
	const parts = [...countedParts(conversation)].map(({quarter, purpose, cause, usage, costUsd}) => [
		...[quarter - noon / 900_000, purpose, cause, usage.outputTokens],
		costUsd === null ? null : Math.round(costUsd / turnUsd),
	]);
	expect(parts).toEqual([
		[0, 'main', null, 60, 2],
		[0, 'subagent', null, 30, 1],
		[1, 'main', null, 30, 1],
		[0, 'background', 'x', 30, 1],
		[0, 'background', 'x', 30, null],
	]);
});

test('intervals include both ends, keep spellings of models apart, and have no dollars without a price', () => {
	const conversation = conversationOf(
		...[request({n: 0}), request({n: 10}), request({n: 20}), request({n: 30})],
		request({n: 15, model: 'claude-opus-9'}),
	);
	const within = countedSumsWithin(conversation, [{since: at(10), until: at(20)}]);
	const {usage, costUsd} = within.get('claude-opus-5-5')!;
	expect(usage.outputTokens).toBe(60);
	expect(costUsd).toBeCloseTo(2 * turnUsd, 12);
	expect(within.get('claude-opus-9')).toMatchObject({usage: {outputTokens: 30}, costUsd: null});
});

test('what is within and what is outside add up to everything, for any intervals', () => {
	const seed = Date.now();
	const random = seededRandom(seed);
	for (let run = 0; run < 200; run++) {
		const times = Array.from({length: random.int(0, 12)}, () => random.int(0, 20));
		const conversation = conversationOf(...times.map((n, index) => request({n: index, at: at(n)})));
		const intervals: Interval[] = Array.from({length: random.int(0, 3)}, () => {
			const since = random.int(0, 20);
			return {since: at(since), until: at(random.int(since, 22))};
		});
		const isIn = (n: number) => intervals.some(({since, until}) => at(n) >= since && at(n) <= until);
		const left = [...recordsOutside(conversation, intervals)].map(record => record.at).sort((a, b) => a - b);
		const expected = times.filter(n => !isIn(n)).map(at);
		expect(left, `seed ${seed}`).toEqual(expected.sort((a, b) => a - b));
		const usage = countedSumsWithin(conversation, intervals).get('claude-opus-5-5')?.usage;
		expect(usage?.outputTokens ?? 0, `seed ${seed}`).toBe(30 * times.filter(isIn).length);
	}
});
