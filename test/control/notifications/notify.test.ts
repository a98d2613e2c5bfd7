import {describe, expect, test} from 'vitest';
import {createNotifier, isQuiet, type NotifyPorts} from '../../../source/control/notifications/notify.ts';
import {budgetFigures} from '../../../source/core/budget.ts';
import {defaultConfig} from '../../../source/core/config/config.ts';
import type {Session} from '../../../source/core/session.ts';
import {fakeSession, noon} from '../../support/fake-fleet.ts';

const on = {
	...defaultConfig.notifications,
	via: ['bell'],
	events: ['waiting', 'finished', 'error', 'fill', 'budget'],
} as const;

function setUp(config: Partial<NotifyPorts['config']> = {}, notifiedBudgets = new Set<string>()) {
	const notified: string[] = [];
	const notifier = createNotifier({
		config: {notifications: on, quietHours: null, ...config},
		markNotified: text => !notifiedBudgets.has(text) && notifiedBudgets.add(text).has(text),
		minuteOfDay: at => new Date(at).getUTCHours() * 60,
		send: ({event, text}) => void notified.push(`${event}: ${text}`),
	});
	return {notified, notifier, see: (session: Session) => notifier.see([session], [], noon)};
}

const busy = fakeSession({state: 'busy'});

test('each change is notified once', () => {
	const {notified, see} = setUp();
	see(busy);
	const waiting = fakeSession({state: 'waiting', waitingFor: 'permission prompt'});
	see(waiting);
	see(waiting);
	see(busy);
	see(fakeSession());
	see(fakeSession({context: {tokens: 175_000}}));
	see(fakeSession({context: {tokens: 176_000}}));
	expect(notified).toEqual([
		'waiting: web waits: permission prompt',
		'finished: web has finished',
		'fill: web context 88% full',
	]);
});

const turn = (end: Session['turn']['end']) => ({...busy.turn, startedAt: noon, end});

test('a turn has finished when its transcript says so, and not when it was interrupted or failed', () => {
	const {notified, see} = setUp();
	see(fakeSession({state: 'busy', turn: turn(null)}));
	see(fakeSession({turn: turn(null)}));
	expect(notified).toEqual([]);
	see(fakeSession({turn: turn('finished')}));
	see(fakeSession({turn: turn('finished')}));
	expect(notified).toEqual(['finished: web has finished']);
	see(fakeSession({state: 'busy', turn: turn(null)}));
	see(fakeSession({turn: turn('interrupted')}));
	see(fakeSession({state: 'busy', turn: turn(null)}));
	const lastError = {status: 529, reason: 'server_error', message: 'API Error: Repeated 529', at: noon};
	see(fakeSession({turn: turn(null)}));
	see(fakeSession({state: 'error', turn: turn('error'), lastError}));
	expect(notified.slice(1)).toEqual(['error: web stopped: overloaded (529)']);
});

test('a session that waits is notified with what it asks', () => {
	const {notified, see} = setUp();
	const call = {id: 't', tool: 'Bash', summary: 'rm -rf build', detail: [], at: noon};
	for (const [kind, tool, summary] of [
		['permission', 'Bash', 'rm -rf build'],
		['question', 'AskUserQuestion', 'Which database?'],
		['plan', 'ExitPlanMode', '1. Do this'],
	] as const) {
		see(busy);
		see(fakeSession({state: 'waiting', waiting: {kind, call: {...call, tool, summary}, since: noon}}));
	}
	expect(notified).toEqual([
		'waiting: web needs permission: Bash: rm -rf build',
		'waiting: web asks: Which database?',
		'waiting: web has a plan: 1. Do this',
	]);
});

test('what is true when ccmon starts is not notified', () => {
	const {notified, see} = setUp();
	see(fakeSession({state: 'waiting', context: {tokens: 189_000}}));
	expect(notified).toEqual([]);
});

const spent = (dayUsd: number, limitUsd = 20, hasUnpriced = false) =>
	budgetFigures(
		{...defaultConfig.budgets, dayUsd: limitUsd},
		{
			day: '2026-11-22',
			month: '2026-11',
			ofDay: {usd: dayUsd, hasUnpriced},
			ofMonth: {usd: dayUsd, hasUnpriced},
			projects: new Map(),
			sessions: [],
		},
	);

describe('a budget', () => {
	test('is notified at 80 % and when it is spent, each once', () => {
		const {notified, notifier} = setUp();
		for (const usd of [15, 16, 17, 20, 25]) notifier.see([], spent(usd), noon);
		expect(notified).toEqual([
			'budget: budget of today 80% spent: $16.00 of $20.00',
			'budget: budget of today is spent: $20.00 of $20.00',
		]);
	});

	test('is named as people call it', () => {
		const {notified, notifier} = setUp();
		const [figure] = spent(30);
		notifier.see(
			[],
			[
				{...figure!, id: 'a', kind: 'month'},
				{...figure!, id: 'b', kind: 'session', name: 'big'},
			],
			noon,
		);
		expect(notified.map(text => text.split(' is ')[0])).toEqual([
			'budget: budget of this month',
			'budget: budget of big',
		]);
	});

	test('is not notified again after a restart', () => {
		const memory = new Set<string>();
		setUp({}, memory).notifier.see([], spent(30), noon);
		const again = setUp({}, new Set(memory));
		again.notifier.see([], spent(31), noon);
		expect(again.notified).toEqual([]);
	});

	test('that is spent in quiet hours is notified after them', () => {
		const {notified, notifier} = setUp({quietHours: {fromMinute: 11 * 60, toMinute: 13 * 60}});
		notifier.see([], spent(30), noon);
		expect(notified).toEqual([]);
		notifier.see([], spent(30), noon + 2 * 3_600_000);
		expect(notified).toHaveLength(1);
	});

	test('says where some of it has no price', () => {
		const {notifier, notified} = setUp();
		notifier.see([], spent(30, 20, true), noon);
		expect(notified[0]).toContain('≥ $30.00 of $20.00');
	});
});

test.each([
	['nobody is called unless a way is chosen', {notifications: {...on, via: []}}],
	['only for chosen events', {notifications: {...on, events: ['fill'] as const}}],
	['not in quiet hours', {quietHours: {fromMinute: 11 * 60, toMinute: 13 * 60}}],
])('%s', (_, config) => {
	const {notified, see} = setUp(config);
	see(busy);
	see(fakeSession({state: 'waiting'}));
	expect(notified).toEqual([]);
});

test('quiet hours may go over midnight', () => {
	const night = {fromMinute: 22 * 60, toMinute: 7 * 60};
	expect([21, 22, 23, 0, 6, 7, 12].map(hour => isQuiet(night, hour * 60))).toEqual([
		...[false, true, true, true, true, false, false],
	]);
});

test('strips escape sequences from a name', () => {
	const {notified, see} = setUp();
	see(fakeSession({name: 'a\x1b]0;b\x07', state: 'busy'}));
	see(fakeSession({name: 'a\x1b]0;b\x07', state: 'idle', key: 'key-a\x1b]0;b\x07'}));
	expect(notified).toHaveLength(1);
	expect(notified[0]).not.toMatch(/[\x00-\x1f\x7f]/);
});
