import {expect, test} from 'vitest';
import {errorWords} from '../../source/core/waiting-words.ts';

const words = (message: string, status: number | null = null, reason: string | null = null) =>
	errorWords({status, reason, message, at: 0});

test.each([
	['API Error: Repeated 529 Overloaded errors.', 529, 'server_error', 'overloaded (529)'],
	["You've hit your session limit · resets 2:20pm (Europe/Berlin)", 429, 'rate_limit', 'limit until 2:20pm'],
	['API Error: Request rejected (429)', 429, 'rate_limit', 'rate limit (429)'],
	['Prompt is too long', 400, 'invalid_request', 'context too long'],
	['Invalid API key · Please run /login', 401, 'authentication_failed', 'sign-in needed'],
	['Credit balance is too low', 400, 'billing_error', 'no credit'],
	['API Error: 500 internal', 500, 'server_error', 'API error 500'],
	['API Error: Connection error.', null, null, 'API error'],
])('%s', (message, status, reason, expected) => {
	expect(words(message, status, reason)).toBe(expected);
});
