/** What is shown of another machine. */
import {beforeEach, describe, expect, test} from 'vitest';
import {type Hello, parseHello, parseStreamMessage, type StreamMessage} from '../../../source/core/hosts/protocol.ts';
import {createHostFigure, type Standing} from '../../../source/live/hosts/host-figure.ts';
import {createReceivedState, type ReceivedState} from '../../../source/live/hosts/host-state.ts';
import {fakeSession, noon} from '../../support/fake-fleet.ts';
import {helloOf, stateOf} from '../../support/host-stand-in.ts';

const hello = (rest: Parameters<typeof helloOf>[0] = {}): Hello => parseHello(JSON.stringify(helloOf(rest)))!;
const refused = {message: 'it does not answer', fix: 'try ssh box', lasting: false};

let standing: Standing;
let received: ReceivedState;
let host: ReturnType<typeof createHostFigure>;
const clock = {delayMs: 0, aheadMs: 0};

beforeEach(() => {
	Object.assign(clock, {delayMs: 7, aheadMs: 1500});
	standing = {state: 'connected', trouble: null, hello: hello(), lastSeenAt: noon};
	received = createReceivedState('box');
	host = createHostFigure('box', standing, received, {aheadMs: () => clock.aheadMs, delayMs: () => clock.delayMs});
});

const take = (rest: Parameters<typeof stateOf>[1] = {}) => {
	const message = parseStreamMessage(JSON.stringify(stateOf([fakeSession()], rest)));
	expect(received.take(message as Extract<StreamMessage, {type: 'state'}>)).toBeNull();
};

test('a machine that has said nothing yet has its name and how it stands, and nothing is missing from its days', () => {
	Object.assign(standing, {state: 'connecting', hello: null, lastSeenAt: null});
	expect(host.fleet(noon)).toEqual({
		figure: {
			...{name: 'box', state: 'connecting', lastSeenAt: null, error: null, version: null, timezone: null},
			...{delayMs: 7, clockAheadMs: 1500, sharesDays: true, totals: null, sameAs: null},
		},
		sessions: new Map(),
		plans: [],
		problems: [],
		books: null,
	});
});

test('a connected machine is shown with what it has reported, its words harmless and no longer than a line', () => {
	take({problems: [{path: '/a', message: 'is odd', count: 2}]});
	standing.hello = hello({version: `\u001b[31m${'9'.repeat(40)}`, timezone: `\u001b[2J${'Z'.repeat(80)}`});
	const {figure, sessions, problems} = host.fleet(noon);
	expect(figure).toMatchObject({state: 'connected', lastSeenAt: noon, error: null, totals: {todayUsd: 3.42}});
	expect(figure.version).toBe(`${'9'.repeat(29)}…`);
	expect(figure.timezone).toBe(`${'Z'.repeat(59)}…`);
	expect([...sessions.keys()]).toEqual(['box/key-web']);
	expect(problems).toEqual([{type: 'problem', path: 'box:/a', message: 'is odd', count: 2}]);
});

describe('what it spent today', () => {
	const at = (time: string) => Date.parse(`2026-11-22T${time}Z`);

	test('is shown until its day is over there, whatever day it is here', () => {
		take();
		Object.assign(standing, {hello: hello({timezone: 'Asia/Tokyo'}), lastSeenAt: at('10:00:00')});
		// Midnight in Tokyo is at three in the afternoon, UTC.
		expect(host.fleet(at('14:59:59')).figure.totals?.todayUsd).toBe(3.42);
		expect(host.fleet(at('15:00:00')).figure.totals).toBeNull();
		standing.lastSeenAt = at('15:00:01');
		expect(host.fleet(at('15:00:02')).figure.totals?.todayUsd).toBe(3.42);
		expect(host.fleet(at('23:59:59') + 1000).figure.totals?.todayUsd).toBe(3.42);
	});

	test('is not known before its greeting, nor before anything was received', () => {
		take();
		standing.lastSeenAt = null;
		expect(host.fleet(noon).figure.totals).toBeNull();
		Object.assign(standing, {lastSeenAt: noon, hello: null});
		expect(host.fleet(noon).figure.totals).toBeNull();
	});
});

test('its days are the same as here with the same time of day, whatever the zone is called', () => {
	const shares = (timezone: string) => {
		standing.hello = hello({timezone});
		host.outdate();
		return host.fleet(noon).figure.sharesDays;
	};
	// The tests run in UTC.
	expect(['UTC', 'Africa/Abidjan', 'Europe/Berlin', 'UTC+05:30'].map(shares)).toEqual([true, true, false, false]);
});

describe('a machine that is not connected', () => {
	test('says why and what to run, there and among the problems, before what it reported itself', () => {
		take({problems: [{path: '/a', message: 'is odd', count: 2}]});
		Object.assign(standing, {state: 'unreachable', trouble: refused});
		const {figure, problems} = host.fleet(noon);
		expect(figure.error).toBe('it does not answer: try ssh box');
		expect(problems).toEqual([
			{type: 'problem', path: 'box', message: 'it does not answer: try ssh box.', count: 1},
			{type: 'problem', path: 'box:/a', message: 'is odd', count: 2},
		]);
	});

	test('is one problem for as long as the reason is the same', () => {
		Object.assign(standing, {state: 'unreachable', trouble: refused});
		const [first] = host.fleet(noon).problems;
		host.outdate();
		expect(host.fleet(noon + 1).problems[0]).toBe(first);
		standing.trouble = {message: 'the disk is full there', fix: null, lasting: false};
		host.outdate();
		expect(host.fleet(noon + 2).problems[0]?.message).toBe('the disk is full there.');
		standing.trouble = null;
		host.outdate();
		expect(host.fleet(noon + 3).problems).toEqual([]);
	});
});

describe('the figure is the same object', () => {
	test('until something is said to have changed', () => {
		take();
		const {figure} = host.fleet(noon);
		clock.delayMs = 9;
		expect(host.fleet(noon + 1000).figure).toBe(figure);
		host.outdate();
		const after = host.fleet(noon + 1000).figure;
		expect(after).not.toBe(figure);
		expect(after).toEqual({...figure, delayMs: 9});
	});

	test('but not when something was received or the totals are others', () => {
		take();
		const {figure} = host.fleet(noon);
		standing.lastSeenAt = noon + 500;
		expect(host.fleet(noon + 500).figure).toEqual({...figure, lastSeenAt: noon + 500});
		take({totals: {...(stateOf([]) as Extract<ReturnType<typeof stateOf>, {type: 'state'}>).totals, todayUsd: 4}});
		expect(host.fleet(noon + 500).figure.totals?.todayUsd).toBe(4);
	});
});
