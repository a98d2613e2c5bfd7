import {describe, expect, test} from 'vitest';
import {type PolicyState, policyBadge, policyPercent} from '../../source/core/policy-rules.ts';
import {fakeSession} from '../support/fake-fleet.ts';

const rules = {
	compactIdleAt: 85,
	projects: {'/work/api': 70, '/work/api/legacy': null, '/work/ap': 50},
};

describe('the per cent of a session', () => {
	test.each([
		['/elsewhere', 85],
		[null, 85],
		['/work/api', 70],
		['/work/api/src', 70],
		// A folder whose name only begins alike is another one.
		['/work/apis', 85],
		// The innermost folder wins, also with "never".
		['/work/api/legacy/src', null],
	])('in %s', (cwd, percent) => {
		expect(policyPercent(rules, cwd)).toBe(percent);
	});
});

describe('the badge', () => {
	const state: PolicyState = {rules, stopped: false};
	const session = fakeSession({cwd: '/work/api'});

	test('says the per cent', () => {
		expect(policyBadge(state, session)).toBe(70);
	});

	test.each([
		['without a policy', null, session],
		['when the person stopped it', {...state, stopped: true}, session],
		['for a session that has ended', state, {...session, state: 'exited'} as const],
		[
			'where Claude Code compacts nothing by itself',
			state,
			fakeSession({cwd: '/work/api', context: {autoCompact: false}}),
		],
	])('is not shown %s', (_, given, shown) => {
		expect(policyBadge(given, shown)).toBeNull();
	});
});
