/** Errors of the API that ended turns. A request of these costs `turnUsd`. */
import {expect, test} from 'vitest';
import {createAccounts} from '../../source/accounting/accounts.ts';
import {apiErrorsOf} from '../../source/accounting/api-errors.ts';
import type {ApiErrorSeen} from '../../source/claude/turn.ts';
import {noon, prompt, request, turnUsd} from '../support/events.ts';

const error = (n: number, id = `e${n}`): ApiErrorSeen => ({
	...{type: 'api.error', sessionId: 'one', id},
	error: {status: 529, reason: 'overloaded', message: 'API Error: 529', at: noon + n * 1000},
});

test('an error costs what its turn had cost so far, and a repeated line is one error', () => {
	const accounts = createAccounts();
	const events = [
		...[prompt({n: 1}), request({n: 2}), prompt({n: 10}), request({n: 11})],
		...[request({n: 12, purpose: 'subagent', agentId: 'a'}), request({n: 13, purpose: 'background', cause: 'x'})],
		...[error(14), error(14), prompt({n: 20}), request({n: 21}), prompt({n: 30}), error(31)],
	];
	for (const event of events) accounts.apply(event, noon + 60_000);
	const [first, second, ...more] = apiErrorsOf(accounts.conversation('one', noon));
	expect(first).toMatchObject({at: noon + 14_000, status: 529});
	expect(first!.usd).toBeCloseTo(2 * turnUsd, 12);
	expect(second).toMatchObject({at: noon + 31_000, usd: 0});
	expect(more).toEqual([]);
});
