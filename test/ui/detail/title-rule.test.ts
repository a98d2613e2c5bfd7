import {expect, test} from 'vitest';
import type {Session} from '../../../source/core/session.ts';
import {detailLines} from '../../../source/ui/detail/lines.ts';
import {titleRule} from '../../../source/ui/detail/title-rule.ts';
import {fakeSession, noon} from '../../support/fake-fleet.ts';
import {testOptions} from '../../support/fake-screen.ts';

const context = {width: 120, now: noon, options: testOptions, onPlan: false};
const title = (fields: Partial<Session>) => titleRule(fakeSession(fields), context);

test('says how long a session has run, in seconds while it is young', () => {
	expect(title({startedAt: noon - 90 * 60_000})).toContain('up 1h30m');
	expect(title({startedAt: noon - 25_000})).toContain('up 20s');
	expect(title({startedAt: noon - 2000})).toContain('just started');
});

test('an ended session is not up, and has no next message', () => {
	const ended = {state: 'exited', pid: null, lastActivityAt: noon - 180_000} as const;
	expect(title(ended)).toContain('ended 3m ago');
	expect(title(ended)).not.toContain('up ');
	const next = {warmUsd: 0.1, coldUsd: 1};
	expect(detailLines(fakeSession({next}), context).join()).toContain('message $0.10 if cached');
	expect(detailLines(fakeSession({...ended, next}), context).join()).not.toContain('message');
});

test('does not say headless twice', () => {
	expect(title({kind: 'headless', control: 'headless'}).match(/headless/g)).toHaveLength(1);
});
