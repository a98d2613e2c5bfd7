import {expect, test} from 'vitest';
import type {RegisteredSession} from '../../../source/claude/registry/parse.ts';
import {processElsewhere} from '../../../source/live/registry/elsewhere.ts';
import {noon} from '../../support/fake-fleet.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const session = (updatedAt: number | null): RegisteredSession => ({
	...{type: 'session', pidDomain: 'linux:other:pid:[1]', parkedJobId: null, updatedAt},
	process: {
		...{pid: 4711, procStart: '77', sessionId: 's', status: 'waiting', waitingFor: 'permission prompt'},
		...{tmux: {session: 'a'}, jobId: 'a1b2c3', name: 'web'},
	} as never,
});

test('what means something there only is left out: nobody here types into pid 4711', () => {
	expect(processElsewhere(session(noon), noon, noon)).toMatchObject({
		...{pid: null, procStart: null, tmux: null, jobId: null, runsElsewhere: true},
		...{sessionId: 's', name: 'web', status: 'waiting', waitingFor: 'permission prompt'},
	});
});

test.each([
	[noon - 60 * minute + 1, noon, 'waiting'],
	[noon - 60 * minute, noon, 'unknown'],
	// Without a time of its own the file's counts.
	[null, noon - 59 * minute, 'waiting'],
	[null, noon - 61 * minute, 'unknown'],
	// A clock that is ahead there.
	[noon + day, noon, 'waiting'],
])('a status of %s in a file of %s is %s', (updatedAt, modifiedAt, status) => {
	const shown = processElsewhere(session(updatedAt), modifiedAt, noon);
	expect(shown?.status).toBe(status);
	expect(shown?.waitingFor).toBe(status === 'unknown' ? null : 'permission prompt');
});

test('a file that has not changed for a week was left behind', () => {
	expect(processElsewhere(session(noon), noon - 7 * day, noon)).not.toBeNull();
	expect(processElsewhere(session(noon), noon - 7 * day - 1, noon)).toBeNull();
});
