/** What another machine has reported: taken as it comes, bounded, and shown by this machine's clock. */
import {beforeEach, describe, expect, test} from 'vitest';
import {bounds, parseStreamMessage, type StreamMessage} from '../../../source/core/hosts/protocol.ts';
import type {Session} from '../../../source/core/session.ts';
import {createReceivedState, type ReceivedState} from '../../../source/live/hosts/host-state.ts';
import {fakeSession, noon} from '../../support/fake-fleet.ts';
import {stateOf} from '../../support/host-stand-in.ts';

type Taken = Extract<StreamMessage, {type: 'state' | 'changes'}>;
const read = (message: object) => parseStreamMessage(JSON.stringify(message)) as Taken;
const state = (...args: Parameters<typeof stateOf>) => read(stateOf(...args));
const changes = (fields: object) => read({type: 'changes', sessions: [], gone: [], ...fields});

let received: ReceivedState;
beforeEach(() => {
	received = createReceivedState('box');
});
const names = () => [...received.sessions()].map(([key, {name}]) => `${key} ${name}`);

describe('sessions', () => {
	test('are shown under the name of their machine', () => {
		expect(received.take(state([fakeSession({name: 'web'}), fakeSession({name: 'api'})]))).toBeNull();
		expect(names()).toEqual(['box/key-web web', 'box/key-api api']);
	});

	test('that have not changed stay the same objects', () => {
		received.take(state([fakeSession({name: 'web'}), fakeSession({name: 'api'})]));
		const before = received.sessions();
		expect(received.sessions()).toBe(before);
		received.take(changes({sessions: [{key: 'key-api', name: 'renamed'}]}));
		expect(names()).toEqual(['box/key-web web', 'box/key-api renamed']);
		expect(received.sessions().get('box/key-web')).toBe(before.get('box/key-web'));
	});

	test('go one by one, or all with a new state', () => {
		received.take(state([fakeSession({name: 'web'}), fakeSession({name: 'api'})]));
		received.take(changes({gone: ['key-web']}));
		expect(names()).toEqual(['box/key-api api']);
		received.take(state([fakeSession({name: 'docs'})]));
		expect(names()).toEqual(['box/key-docs docs']);
	});

	test('have times by the clock here, and are lost with their machine', () => {
		received.take(state([fakeSession({lastActivityAt: noon})]));
		received.setReceipt({clockAheadMs: 10_000, lostAt: noon + 5000, trouble: 'box is not connected'});
		const [session] = received.sessions().values();
		expect(session).toMatchObject({lastActivityAt: noon - 10_000, host: {lostAt: noon + 5000}});
	});
});

describe('a host whose messages are invalid', () => {
	test('changes a session that it has not reported', () => {
		expect(received.take(changes({sessions: [{key: 'key-web', name: 'web'}]}))).toContain('had not reported');
	});

	/** In lines of fifty: a line has a bound of its own. Gives the first mistake. */
	function takeAll(sessions: readonly Session[]): string | null {
		for (let from = 0; from < sessions.length; from += 50) {
			const {sessions: sent} = stateOf(sessions.slice(from, from + 50)) as {sessions: readonly object[]};
			const mistake = received.take(changes({sessions: sent}));
			if (mistake !== null) return mistake;
		}
		return null;
	}
	const some = (count: number, fields: Partial<Pick<Session, 'output' | 'lastPrompt'>> = {}) =>
		Array.from({length: count}, (_, index) =>
			fakeSession({output: fields.output ?? [], lastPrompt: fields.lastPrompt ?? null, name: `${index}`}),
		);

	test('lists more sessions than there can be, some at a time', () => {
		expect(takeAll(some(bounds.sessions))).toBeNull();
		expect(takeAll(some(bounds.sessions + 1))).toBe(`it lists more than ${bounds.sessions} sessions`);
	});

	test('says more of them than a machine could; what is gone does not count', () => {
		const long = some(400, {
			lastPrompt: {at: noon, text: '設'.repeat(200), count: 1},
			output: Array(5).fill('x'.repeat(2000)),
		});
		const characters = JSON.stringify(stateOf(long.slice(0, 10))).length / 10;
		// 4 MB in all.
		const fitting = long.slice(0, Math.floor(0.9 * ((4 * 2 ** 20) / characters)));
		expect(fitting.length).toBeLessThan(long.length);
		for (const round of ['a', 'b', 'c']) {
			const others = fitting.map(session => ({...session, key: `${session.key}-${round}`}));
			expect(takeAll(others)).toBeNull();
			// One by one, or all with a new state.
			if (round === 'a') received.take(changes({gone: others.map(({key}) => key)}));
			else received.take(state([]));
		}
		expect(takeAll(long)).toContain('hold more data than');
	});
});

test('problems name their machine, without what could move the cursor', () => {
	const problem = {path: '/home/ada/\u001B[2Jx.jsonl', message: 'Cannot be\u0007 read.', count: 2};
	received.take(state([], {problems: [problem]}));
	expect(received.problems()).toEqual([
		{type: 'problem', path: 'box:/home/ada/x.jsonl', message: 'Cannot be read.', count: 2},
	]);
	received.take(changes({}));
	expect(received.problems()).toHaveLength(1);
});

test('what it counts stays known until it says otherwise; an older ccmon says nothing of it', () => {
	const books = {processes: 'p', folders: [{configDir: '/c', id: 'f'}]};
	received.take(state([]));
	expect(received.books()).toBeNull();
	received.take(state([], {books}));
	received.take(changes({}));
	expect(received.books()).toEqual(books);
	received.take(changes({books: {...books, folders: []}}));
	expect(received.books()?.folders).toEqual([]);
	// Its ccmon was replaced by an older one.
	received.take(state([]));
	expect(received.books()).toBeNull();
});
