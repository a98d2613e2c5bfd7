import {expect, test} from 'vitest';
import {createReach} from '../../../source/control/terminals/reach.ts';
import {fakeSession} from '../../support/fake-fleet.ts';

test.each([
	['in another container', {runsElsewhere: true, pid: null}, 'it runs in another container or on another machine'],
	['known by its transcript alone', {pid: null}, 'its process is not known'],
	['headless', {kind: 'headless'}, 'another program runs it headless'],
	['in a plain terminal', {}, 'start it in tmux or with `ccmon run`'],
] as const)('a session %s has the reason why nothing reaches it', async (_, changes, reason) => {
	const reach = createReach([{reach: async () => null}]);
	expect(await reach(fakeSession(changes))).toEqual({ok: false, reason: expect.stringContaining(reason)});
});
