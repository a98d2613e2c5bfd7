/** A session that ccmon itself runs is one row, whatever the registry says about it. */
import {beforeEach, expect, test} from 'vitest';
import type {SessionEvent} from '../../source/claude/events.ts';
import {createOwnSessions, type OwnSessions} from '../../source/cli/own-sessions.ts';
import {noon, process, prompt} from '../support/events.ts';

let shown: string[];
let sessions: OwnSessions;
beforeEach(() => {
	shown = [];
	sessions = createOwnSessions(event => {
		if (event.type === 'process.seen') shown.push(`${event.process.name} ${event.process.status}`);
		else shown.push(event.type);
	});
});

const gone: SessionEvent = {
	...{type: 'process.gone', configDir: '/home/dev/.claude', pid: 100, sessionId: 'one', at: noon},
};

test('sessions of others are shown as the registry has them', () => {
	sessions.acceptRegistry(process({status: 'busy'}));
	sessions.acceptRegistry(gone);
	expect(shown).toEqual(['api busy', 'process.gone']);
});

test('the registry changes only the name of ccmon’s own sessions', () => {
	sessions.acceptOwn(process({name: null, status: 'busy'}));
	sessions.acceptRegistry(process({name: 'web', status: 'idle'}));
	sessions.acceptRegistry(process({name: 'web', status: 'waiting'}));
	sessions.acceptRegistry(process({name: null, status: 'idle'}));
	sessions.acceptRegistry(gone);
	sessions.acceptOwn(process({name: null, status: 'idle'}));
	expect(shown).toEqual(['null busy', 'web busy', 'web idle']);
});

test('what else happens in its own is passed on, and after its end the registry counts', () => {
	sessions.acceptOwn(process());
	sessions.acceptOwn(prompt({n: 1}));
	sessions.acceptOwn(gone);
	sessions.acceptRegistry(process({status: 'busy'}));
	expect(shown).toEqual(['api idle', 'prompt', 'process.gone', 'api busy']);
});
