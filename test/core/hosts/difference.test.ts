import {expect, test} from 'vitest';
import {createDifference, type ShownState} from '../../../source/core/hosts/difference.ts';
import {bounds, parseStreamMessage} from '../../../source/core/hosts/protocol.ts';
import {applyChange, type HostSession} from '../../../source/core/hosts/session.ts';
import type {Session} from '../../../source/core/session.ts';
import {emptyState} from '../../../source/store.ts';
import {fakeSession, noon} from '../../support/fake-fleet.ts';
import {seededRandom} from '../../support/random.ts';

const state = (sessions: readonly Session[], more: Partial<ShownState> = {}): ShownState => ({
	sessions: new Map(sessions.map(session => [session.key, session])),
	totals: emptyState.totals,
	plans: [],
	problems: [],
	books: {processes: 'p', folders: []},
	...more,
});

const read = (lines: readonly string[]) => lines.map(parseStreamMessage);

test('the first time everything is written, then only what changed, then nothing', () => {
	const difference = createDifference(() => null);
	const [web, api] = [fakeSession({name: 'web'}), fakeSession({name: 'api'})];
	const [first] = read(difference.lines(state([web, api])).lines);
	expect(first).toMatchObject({
		type: 'state',
		sessions: [{key: 'key-web', startedAt: noon - 90 * 60_000}, {key: 'key-api'}],
		totals: {todayUsd: null},
		plans: [],
		problems: [],
	});
	expect(difference.lines(state([web, api])).lines).toEqual([]);
	const busy: Session = {...web, state: 'busy', peak: {tokensPerMinute: 9, requestsPerMinute: 1}};
	expect(read(difference.lines(state([busy])).lines)).toEqual([
		{
			type: 'changes',
			sessions: [{key: 'key-web', state: 'busy', detail: {peak: {tokensPerMinute: 9, requestsPerMinute: 1}}}],
			gone: ['key-api'],
		},
	]);
});

test('a new object with the same figures is no change', () => {
	const difference = createDifference(() => null);
	difference.lines(state([fakeSession()]));
	expect(difference.lines(state([fakeSession()])).lines).toEqual([]);
});

test('totals, limits and problems are written when they change', () => {
	const difference = createDifference(folder => `account of ${folder}`);
	difference.lines(state([]));
	const limits = {fiveHour: {usedPercentage: 40, resetsAt: noon}, sevenDay: null};
	const plans = [{account: '/home/ada/.claude', at: noon - 5000, limits, samples: []}];
	const problem = {type: 'problem', path: '/a', message: 'is odd', count: 2} as const;
	expect(read(difference.lines(state([], {plans, problems: [problem]})).lines)).toEqual([
		{
			type: 'changes',
			sessions: [],
			gone: [],
			plans: [
				{
					account: 'account of /home/ada/.claude',
					configDir: '/home/ada/.claude',
					at: noon - 5000,
					fiveHour: limits.fiveHour,
					sevenDay: null,
				},
			],
			problems: [{path: '/a', message: 'is odd', count: 2}],
		},
	]);
});

test('what is counted is written first with everything, then when it changes', () => {
	const difference = createDifference(() => null);
	const books = {processes: 'p', folders: [{configDir: '/c', id: 'f'}]};
	expect(read(difference.lines(state([], {books})).lines)).toMatchObject([{type: 'state', books}]);
	expect(difference.lines(state([], {books: {...books}})).lines).toEqual([]);
	const none = {...books, folders: []};
	expect(read(difference.lines(state([], {books: none})).lines)).toEqual([
		{type: 'changes', sessions: [], gone: [], books: none},
	]);
});

test('writes the running sessions if there are more than a reader takes', () => {
	const sessions = Array.from({length: bounds.sessions + 500}, (_, n) =>
		fakeSession({name: `s${n}`, state: n < 500 ? 'exited' : 'idle'}),
	);
	const messages = read(createDifference(() => null).lines(state(sessions)).lines);
	const told = messages.flatMap(message =>
		message?.type === 'state' || message?.type === 'changes' ? message.sessions : [],
	);
	expect(told).toHaveLength(bounds.sessions);
	expect(told.filter(session => session.state === 'exited')).toEqual([]);
	expect(messages.length).toBeGreaterThan(10);
});

test('whatever changes, a reader that applies the changes knows the last state', () => {
	const seed = Math.floor(Math.random() * 2 ** 31);
	const random = seededRandom(seed);
	const difference = createDifference(() => null);
	let sessions: Session[] = [];
	const known = new Map<string, HostSession>();
	for (let round = 0; round < 300; round++) {
		const name = `s${random.int(0, 9)}`;
		const rest = sessions.filter(session => session.name !== name);
		const one = fakeSession({
			name,
			state: random.pick(['idle', 'busy', 'exited'] as const),
			tokensPerMinute: random.int(0, 3),
			contextHistory: Array.from({length: random.int(0, 3)}, (_, n) => n),
		});
		sessions = random.int(0, 4) === 0 ? rest : [...rest, one];
		for (const message of read(difference.lines(state(sessions)).lines)) {
			if (message?.type === 'state') for (const session of message.sessions) known.set(session.key, session);
			if (message?.type !== 'changes') continue;
			for (const change of message.sessions) known.set(change.key, applyChange(known.get(change.key), change)!);
			for (const key of message.gone) known.delete(key);
		}
	}
	const whole = parseStreamMessage(createDifference(() => null).lines(state(sessions)).lines[0]!);
	const expected = whole?.type === 'state' ? whole.sessions : [];
	const byKey = (a: HostSession, b: HostSession) => (a.key < b.key ? -1 : 1);
	expect([...known.values()].sort(byKey), `seed ${seed}`).toEqual([...expected].sort(byKey));
});
