import {expect, test} from 'vitest';
import {type ApiErrorFact, addApiError} from '../../source/accounting/api-error-facts.ts';

const add = (errors: ApiErrorFact[], n: number) =>
	addApiError(errors, {
		...{type: 'api.error', sessionId: 'one', id: `e${n}`},
		error: {at: n, status: 529, reason: 'overloaded', message: 'not kept'},
	});

test('keeps the latest hundred of many errors, the same when they are read again', () => {
	const errors: ApiErrorFact[] = [];
	for (let n = 1; n <= 130; n++) add(errors, n);
	expect([errors.length, errors[0]?.at, errors.at(-1)?.at]).toEqual([100, 31, 130]);
	add(errors, 130);
	expect(errors).toHaveLength(100);
	for (let n = 1; n <= 130; n++) add(errors, n);
	expect(errors.map(({at}) => at)).toEqual(Array.from({length: 100}, (_, index) => index + 31));
	expect(errors.at(-1)).toEqual({id: 'e130', at: 130, status: 529, reason: 'overloaded'});
});
