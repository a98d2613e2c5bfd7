/** A host that is not what it says: whatever it sends, nothing of it reaches the terminal as more than text, and nothing piles up. */

import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {expect, test} from 'vitest';
import {defaultConfig} from '../../../source/core/config/config.ts';
import type {HostFigure, HostFleet} from '../../../source/core/hosts/host.ts';
import {joinSessions, joinTotals} from '../../../source/core/hosts/join.ts';
import {bounds, parseHello, parseStreamMessage} from '../../../source/core/hosts/protocol.ts';
import {sentSession} from '../../../source/core/hosts/sent.ts';
import type {Session} from '../../../source/core/session.ts';
import {createReceivedState} from '../../../source/live/hosts/host-state.ts';
import {createRequests} from '../../../source/live/hosts/requests.ts';
import {layoutColumns} from '../../../source/ui/column-layout.ts';
import {detailLines} from '../../../source/ui/detail/lines.ts';
import {titleRule} from '../../../source/ui/detail/title-rule.ts';
import {problemLine} from '../../../source/ui/footer-lines.ts';
import {headerLines} from '../../../source/ui/header-lines.ts';
import {screenOptions} from '../../../source/ui/options.ts';
import {rowLine} from '../../../source/ui/row-line.ts';
import {widthOf} from '../../../source/ui/text.ts';
import {fakeFleet, fakeState, fakeTotals, noon} from '../../support/fake-fleet.ts';
import {helloOf, stateOf} from '../../support/host-stand-in.ts';
import {type Random, seededRandom} from '../../support/random.ts';

const lineCount = 100_000;
const options = screenOptions(defaultConfig, {NO_COLOR: '1', TERM: 'dumb', LANG: 'C.UTF-8'}, false);
const oddTexts = [
	'\u001b]0;title\u0007',
	'\u001b[2J\u001b[H\u001b[31mred',
	'\u009b31m',
	'a\nb\rc\td\u0000e\u007f',
	'\u202eright to left',
	`zalgo${'\u0301'.repeat(200)}`,
	'\u200b\u200b',
	'x'.repeat(5000),
	'../../etc/passwd',
	'$(id)`id`',
	'数据管道 🚀',
	'',
	'__proto__',
	'1e999',
	'2026-11-27T10:00:00.000Z',
	'+275760-09-13T00:00:00.000Z',
];
const oddValues: readonly unknown[] = [
	...oddTexts,
	null,
	true,
	0,
	-1,
	1e300,
	1e-300,
	Number.MAX_SAFE_INTEGER,
	0.1,
	[],
	{},
	[[[[]]]],
	{toString: 'x'},
	{__proto__: null},
	['a', 1],
];

/** The value with something in it replaced, removed or added. */
function mutated(value: unknown, random: Random, depth = 0): unknown {
	if (depth > 8 || random.chance(0.1)) return random.pick(oddValues);
	if (Array.isArray(value)) {
		if (value.length === 0 || random.chance(0.1)) return [...value, random.pick(oddValues)];
		const at = random.int(0, value.length - 1);
		return value.map((item, index) => (index === at ? mutated(item, random, depth + 1) : item));
	}
	if (typeof value !== 'object' || value === null) return random.pick(oddValues);
	const keys = Object.keys(value);
	if (keys.length === 0) return random.pick(oddValues);
	const key = random.pick(keys);
	if (random.chance(0.1)) return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
	if (random.chance(0.05)) return {...value, [random.pick(oddTexts)]: random.pick(oddValues)};
	return {...value, [key]: mutated((value as Record<string, unknown>)[key], random, depth + 1)};
}

/** Texts where texts belong, so that the message is taken and shown. */
function poisoned(value: unknown, random: Random): unknown {
	if (typeof value === 'string' && !/^\d{4}-\d\d-\d\dT/.test(value))
		return random.chance(0.3) ? random.pick(oddTexts) : value;
	if (Array.isArray(value)) return value.map(item => poisoned(item, random));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, item]) => [key, key === 'key' || key === 'type' ? item : poisoned(item, random)]),
	);
}

function everythingShown(sessions: readonly Session[], state: ReturnType<typeof fakeState>): string[] {
	return [40, 80, 130, 200].flatMap(width => {
		const layout = layoutColumns(width, {hosts: true});
		const row = {
			look: options.look,
			home: null,
			backgroundNormUsd: 0.04,
			now: noon,
			selected: false,
			marked: false,
			doing: null,
			policyPercent: null,
			budget: 'below',
		} as const;
		const lines = sessions.flatMap(session => {
			const context = {width, now: noon, options, onPlan: true, host: state.hosts[0] ?? null};
			return [rowLine(session, layout, row), titleRule(session, context), ...detailLines(session, context)];
		});
		for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
		return [...lines, ...headerLines(state, width, options), problemLine(state.problems, width, null, options.look)];
	});
}

const collectGarbage = (() => {
	setFlagsFromString('--expose-gc');
	return runInNewContext('gc') as () => void;
})();

test(`${lineCount.toLocaleString('en')} hostile lines: no crash, nothing but text on the screen, nothing that piles up`, () => {
	const seed = Date.now() % 1e9;
	const random = seededRandom(seed);
	const fleet = fakeFleet().map(sentSession);
	const genuine = [
		helloOf(),
		stateOf(fleet),
		{type: 'changes', sessions: [fleet[0]], gone: [fleet[1]!.key]},
		{
			type: 'changes',
			sessions: [{key: fleet[2]!.key, name: 'x', state: 'busy'}],
			gone: [],
			problems: [{path: '/x', message: 'y', count: 1}],
		},
		{type: 'ping', id: 1, clock: noon},
		{type: 'pong', id: 1, clock: noon},
		{type: 'reply', id: 'abcd-1234', ok: true, result: {outcome: 'done'}, final: true},
		{type: 'bye', reason: 'failed', message: 'x'},
	];
	const garbage = [
		'',
		'{',
		'null',
		'[]',
		'\u001b[2J',
		'{"type":"state"',
		'['.repeat(5000),
		'{"type":"changes","sessions":{},"gone":[]}',
	];
	let received = createReceivedState('box');
	const requests = createRequests('box');
	requests.connected(() => {});
	let taken = 0;
	let shown = 0;
	const show = () => {
		const sessions = [...joinSessions(new Map(), fleetsOf(received)).values()];
		const totals = joinTotals(fakeTotals.totals!, fleetsOf(received));
		const state = fakeState(sessions, {
			totals,
			hosts: fleetsOf(received).map(({figure}) => figure),
			problems: received.problems(),
		});
		for (const line of everythingShown(sessions.slice(0, 3), state)) {
			expect(line, `seed ${seed}`).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
			shown++;
		}
	};
	let heapAfterTenth = 0;
	for (let line = 1; line <= lineCount; line++) {
		const message = random.pick(genuine);
		const text = random.chance(0.1)
			? random.pick(garbage)
			: JSON.stringify(random.chance(0.6) ? poisoned(message, random) : mutated(message, random)).slice(
					0,
					random.chance(0.02) ? 300 : undefined,
				);
		parseHello(text);
		const parsed = parseStreamMessage(text);
		if (parsed?.type === 'state' || parsed?.type === 'changes') {
			taken++;
			// As the link does: it gives such a host up, and begins again.
			if (received.take(parsed) !== null) received = createReceivedState('box');
			received.sessions();
		} else if (parsed?.type === 'reply') requests.take(parsed);
		if (line % 2000 === 0) show();
		if (line === lineCount / 10) {
			collectGarbage();
			heapAfterTenth = process.memoryUsage().heapUsed;
		}
	}
	requests.close();
	collectGarbage();
	const grown = process.memoryUsage().heapUsed - heapAfterTenth;
	expect({seed, much: grown > 40 * 2 ** 20}).toEqual({seed, much: false});
	expect(received.sessions().size).toBeLessThanOrEqual(bounds.sessions);
	// It was no idle game: a part of it was taken, and drawn.
	expect(taken).toBeGreaterThan(lineCount / 20);
	expect(shown).toBeGreaterThan(1000);
}, 240_000);

test('texts of megabytes are cut, and nothing of the rest stays in memory', () => {
	const received = createReceivedState('box');
	const fleet = Array.from({length: 40}, (_, n) => ({...sentSession(fakeFleet()[0]!), key: `k${n}`}));
	received.take(parseStreamMessage(JSON.stringify(stateOf(fleet))) as never);
	collectGarbage();
	const before = process.memoryUsage().heapUsed;
	for (const {key} of fleet) {
		const change = {type: 'changes', sessions: [{key, name: `${key} ${'long '.repeat(800_000)}`}], gone: []};
		expect(received.take(parseStreamMessage(JSON.stringify(change)) as never)).toBeNull();
	}
	const names = [...received.sessions().values()].map(({name}) => name);
	collectGarbage();
	expect(names.every((name, n) => name.startsWith(`k${n} long long`) && name.length <= 1000)).toBe(true);
	expect(process.memoryUsage().heapUsed - before).toBeLessThan(20 * 2 ** 20);
});

function fleetsOf(received: ReturnType<typeof createReceivedState>): HostFleet[] {
	const figure: HostFigure = {
		...{name: 'box', state: 'connected' as const, lastSeenAt: noon, error: null, version: '0.1.0', delayMs: 3},
		...{clockAheadMs: 0, timezone: 'UTC', sharesDays: true, totals: received.totals(), sameAs: null},
	};
	const [plans, problems] = [received.plans(), received.problems()];
	return [{figure, sessions: received.sessions(), plans, problems, books: received.books()}];
}
