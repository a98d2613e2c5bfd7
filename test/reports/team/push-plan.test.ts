/** Which samples go out when: figures worked out by hand. */
import {expect, test} from 'vitest';
import {type PushPlan, planPush} from '../../../source/reports/team/push-plan.ts';
import {countersFrom as allFrom, type Spent} from '../../support/team-counters.ts';

const now = Date.parse('2026-11-20T12:05:00Z');
const at = (time: string) => Date.parse(`2026-11-20T${time}:00Z`);
const costKey = 'ccmon_cost_usd_total\nclaude-opus-4-5\nmain';
const cost = {name: 'ccmon_cost_usd_total', labels: {model: 'claude-opus-4-5', purpose: 'main'}};

const countersFrom = (spent: readonly Spent[]) => allFrom(spent).filter(({name}) => name === cost.name);

function plan(options: Partial<PushPlan>) {
	const steps = planPush({
		...{counters: [], series: new Map(), identity: {user: 'ada'}, lastAt: at('09:10'), fullAt: now},
		...{now, clockOffsetMs: 0, earliest: 0, sessions: 1},
		...options,
	});
	return steps.map(step => ({
		at: new Date(step.at).toISOString().slice(11, 19),
		usd: step.samples.filter(({name}) => name === cost.name).map(({value}) => value),
	}));
}

test('the first push sends no money: counting begins with it', () => {
	const spent = countersFrom([{at: at('11:00'), usd: 4}]);
	const series = new Map([[costKey, {...cost, base: 4, value: null}]]);
	const [first, ...more] = plan({counters: spent, series, lastAt: null});
	expect(more).toEqual([]);
	expect(first).toEqual({at: '12:05:00', usd: []});
});

test('a new series begins with 0, and rises at the end of each quarter', () => {
	const counters = countersFrom([
		{at: at('11:00'), usd: 4},
		{at: at('11:20'), usd: 1},
		{at: at('12:01'), usd: 0.5},
	]);
	expect(plan({counters})).toEqual([
		{at: '11:14:59', usd: [0]},
		{at: '11:15:00', usd: [4]},
		{at: '11:30:00', usd: [5]},
		{at: '12:05:00', usd: [5.5]},
	]);
});

test('after a pause what the server has is sent once more before each rise', () => {
	const counters = countersFrom([
		{at: at('03:00'), usd: 4},
		{at: at('03:20'), usd: 1},
		{at: at('11:50'), usd: 2},
	]);
	const series = new Map([[costKey, {...cost, base: 1, value: 3}]]);
	const lastAt = at('03:16');
	expect(plan({counters, series, lastAt, fullAt: at('03:10')})).toEqual([
		{at: '03:30:00', usd: [4]},
		{at: '11:59:59', usd: [4]},
		{at: '12:00:00', usd: [6]},
		{at: '12:05:00', usd: [6]},
	]);
});

test('where late samples are not taken, the money goes with the present', () => {
	const counters = countersFrom([{at: at('11:20'), usd: 1}]);
	const series = new Map([[costKey, {...cost, base: 0, value: 0}]]);
	expect(plan({counters, series, earliest: now, fullAt: at('03:00')})).toEqual([
		{at: '12:04:59', usd: [0]},
		{at: '12:05:00', usd: [1]},
	]);
});

test('what a clock ahead wrote down for later is never sent for later', () => {
	const year = 365 * 86_400_000;
	const counters = countersFrom([{at: at('11:20') + year, usd: 1}]);
	const right = plan({counters, clockOffsetMs: -year});
	expect(right).toEqual([
		{at: '11:29:59', usd: [0]},
		{at: '11:30:00', usd: [1]},
		{at: '12:05:00', usd: []},
	]);
	// The clock has been put right since: the request still bears the wrong time.
	expect(plan({counters})).toEqual([
		{at: '12:04:59', usd: [0]},
		{at: '12:05:00', usd: [1]},
	]);
});

test('within two seconds of the last push there is none', () => {
	expect(plan({lastAt: now - 1500})).toEqual([]);
	expect(plan({lastAt: now + 3_600_000})).toEqual([]);
});
