/** Cache misses and errors over some conversations. */
import {expect, test} from 'vitest';
import {historyTroubles} from '../../../source/core/history/troubles.ts';

const error = (at: number, fields: object = {}) => ({at, status: 529, reason: 'overloaded', usd: 0.5, ...fields});
const conversation = (fields: object = {}) => ({
	cacheMisses: 0,
	cacheMissUsd: null,
	counted: null,
	apiErrors: [],
	...fields,
});
const always = () => true;

test('counts misses from whichever source knows most, with the most frequent causes first', () => {
	const {misses} = historyTroubles(
		[
			conversation({cacheMisses: 3, cacheMissUsd: 0.25, counted: {misses: 2, causes: {tools_changed: 2}}}),
			conversation({
				cacheMisses: 1,
				cacheMissUsd: null,
				counted: {misses: 4, causes: {tools_changed: 1, ttl_expired_5m: 5}},
			}),
		],
		always,
	);
	expect([misses!.count, misses!.usd]).toEqual([7, 0.25]);
	expect(misses!.causes.map(({count}) => count)).toEqual([5, 3]);
});

test('errors are those within the time, each once though a fork repeats it', () => {
	const one = conversation({apiErrors: [error(1), error(5), error(9, {status: null, reason: 'api_error', usd: 0})]});
	const fork = conversation({apiErrors: [error(5), error(6, {status: null, reason: null, usd: 0.25})]});
	expect(historyTroubles([one, fork], at => at >= 5).errors).toEqual({
		...{count: 3, usd: 0.75},
		byReason: [
			{label: '529', count: 1},
			{label: 'api error', count: 1},
			{label: 'no answer', count: 1},
		],
	});
});

test('unknown is not shown as zero', () => {
	expect(historyTroubles([conversation()], always)).toEqual({misses: null, errors: null});
	expect(historyTroubles([conversation({apiErrors: [error(1)]})], () => false).errors).toBeNull();
});
