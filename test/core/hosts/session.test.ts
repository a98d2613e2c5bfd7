/** A session in a message of another machine. */
import * as v from 'valibot';
import {describe, expect, test} from 'vitest';
import {sentSession} from '../../../source/core/hosts/sent.ts';
import {
	applyChange,
	changedSessionSchema,
	type HostSession,
	planSchema,
	problemSchema,
	sessionSchema,
	totalsSchema,
} from '../../../source/core/hosts/session.ts';
import {fakeSession, noon} from '../../support/fake-fleet.ts';

const sent = () => JSON.parse(JSON.stringify(sentSession(fakeSession()))) as Record<string, never>;
const whole = () => v.parse(sessionSchema, sent());
const change = (fields: object) => v.parse(changedSessionSchema, {key: 'key-web', ...fields});

describe('a change', () => {
	test('replaces whole fields, and of the detail those that changed', () => {
		const before = whole();
		const after = applyChange(before, change({state: 'busy', model: null, detail: {version: '3'}}));
		expect(after).toEqual({...before, state: 'busy', model: null, detail: {...before.detail, version: '3'}});
		expect(before.state).toBe('idle');
	});

	test('of a session that is not known has to hold everything', () => {
		expect(applyChange(undefined, change({state: 'busy'}))).toBeNull();
		expect(applyChange(undefined, change(sent()))).toEqual(whole());
		const {detail, ...rest} = sent() as Record<string, object>;
		expect(applyChange(undefined, change(rest))).toBeNull();
		const {git, ...withoutGit} = sent() as Record<string, object>;
		expect(applyChange(undefined, change(withoutGit))).toBeNull();
		const {peak, ...most} = detail as Record<string, object>;
		expect(applyChange(undefined, change({...rest, detail: most}))).toBeNull();
	});
});

describe('is refused', () => {
	const put = (path: string, value: unknown) => {
		const session = sent() as Record<string, unknown>;
		const names = path.split('.');
		let at = session;
		for (const name of names.slice(0, -1)) at = at[name] as Record<string, unknown>;
		at[names.at(-1)!] = value;
		return v.safeParse(sessionSchema, session).success;
	};

	test.each([
		...[
			['pid', 0],
			['pid', 1.5],
			['cost.totalUsd', -0.01],
			['cost.totalUsd', 1e7],
			['usage.outputTokens', -1],
		],
		...[
			['startedAt', 'soon'],
			['cwd', 'x'.repeat(5000)],
			['key', 'x'.repeat(5001)],
			['context.fill', 1001],
		],
		...[
			['lastError', {status: 1000, message: 'x', at: '2026-11-27T10:00:00Z'}],
			['detail', null],
			['git', {}],
		],
	] as [string, unknown][])('with %s of %o', (path, value) => {
		expect(put(path, value)).toBe(false);
	});

	test('and not for a word that a newer version has', () => {
		expect(put('state', 'dreaming')).toBe(true);
		const read = v.parse(sessionSchema, {...sent(), state: 'dreaming', kind: 'odd'}) as HostSession;
		expect([read.state, read.kind]).toEqual(['unknown', 'interactive']);
	});
});

describe('besides the sessions,', () => {
	const iso = new Date(noon).toISOString();
	const accepts = (schema: v.GenericSchema, value: unknown) => v.safeParse(schema, value).success;
	const totals = {
		...{todayUsd: 1, todayBackgroundUsd: 0.1, todayIdleUsd: 0, usdPerHour: 2, tokensPerMinute: 5},
		...{requestsPerMinute: 1, peak: {tokensPerMinute: 9, requestsPerMinute: 2}, basis: 'reported', partial: true},
		unpricedModels: ['local'],
	};

	test('totals may be unknown where money is, and nowhere else', () => {
		expect(v.parse(totalsSchema, totals)).toEqual(totals);
		// An older ccmon does not send them.
		expect(v.parse(totalsSchema, {...totals, unpricedModels: undefined}).unpricedModels).toEqual([]);
		const nullable = Object.keys(totals).filter(name => accepts(totalsSchema, {...totals, [name]: null}));
		expect(nullable).toEqual(['todayUsd', 'todayBackgroundUsd', 'todayIdleUsd', 'usdPerHour']);
		for (const name of Object.keys(totals)) expect(accepts(totalsSchema, {...totals, [name]: -1}), name).toBe(false);
	});

	test("a plan's limits have a time, and the use may be unknown", () => {
		const window = {usedPercentage: 42, resetsAt: iso};
		const plan = {account: 'id', configDir: '/c', at: iso, fiveHour: window, sevenDay: null};
		expect(v.parse(planSchema, plan)).toEqual({...plan, at: noon, fiveHour: {usedPercentage: 42, resetsAt: noon}});
		expect(accepts(planSchema, {...plan, account: null, fiveHour: {...window, usedPercentage: null}})).toBe(true);
		for (const junk of [
			{account: 'x'.repeat(101)},
			{configDir: null},
			{at: null},
			{fiveHour: {usedPercentage: 42, resetsAt: null}},
			{fiveHour: {usedPercentage: 1001, resetsAt: iso}},
			{sevenDay: 42},
		]) {
			expect(accepts(planSchema, {...plan, ...junk}), JSON.stringify(junk)).toBe(false);
		}
	});

	test('a problem is cut to what is shown of one', () => {
		const long = 'x'.repeat(100_000);
		const {path, message} = v.parse(problemSchema, {path: long, message: long, count: 3});
		expect([path.length, message.length]).toEqual([4096, 2000]);
		expect(accepts(problemSchema, {path: '/a', message: 'm', count: -1})).toBe(false);
	});
});
