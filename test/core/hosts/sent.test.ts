/** What this machine says about itself, and that another one can read it. */
import * as v from 'valibot';
import {expect, test} from 'vitest';
import {sentPlans, sentSession, sentTotals} from '../../../source/core/hosts/sent.ts';
import {planSchema, sessionSchema, totalsSchema} from '../../../source/core/hosts/session.ts';
import {fakeFleet, fakeSession, noon} from '../../support/fake-fleet.ts';

const read = <Schema extends v.GenericSchema>(schema: Schema, sent: object) =>
	v.parse(schema, JSON.parse(JSON.stringify(sent)));

test.each(fakeFleet().map(session => [session.name, session] as const))(
	'of %s everything is read as it was sent',
	(_, session) => {
		const sent = sentSession(session);
		// With nothing that the reader leaves out.
		const received = read(sessionSchema, sent);
		expect(Object.keys(received).sort()).toEqual(Object.keys(sent).sort());
		expect(Object.keys(received.detail).sort()).toEqual(Object.keys(sent.detail).sort());
		expect(received).toMatchObject({key: session.key, cost: {totalUsd: session.cost.totalUsd}, state: session.state});
		expect(received.lastActivityAt).toBe(session.lastActivityAt);
	},
);

test('sends the newest of endless lists', () => {
	const compaction = {
		...{at: noon, trigger: 'auto' as const, preTokens: 1, postTokens: null, durationMs: null, costUsd: null},
		...{paysOffAfterMessages: null, messagesSince: 0},
	};
	const many = Array.from({length: 120}, (_, n) => n);
	const {detail} = sentSession(
		fakeSession({
			compactions: many.map(n => ({...compaction, id: `c${n}`})),
			output: many.map(n => `line ${n}`),
		}),
	);
	expect([detail.compactions.length, detail.compactions[0]!.id, detail.compactions.at(-1)!.id]).toEqual([
		50,
		'c70',
		'c119',
	]);
	expect([detail.output.length, detail.output.at(-1)]).toEqual([50, 'line 119']);
});

test('what is not known is null, and an error or a cache without a time does not make the session unreadable', () => {
	const sent = sentSession(
		fakeSession({
			...{lastActivityAt: null, startedAt: null, model: null, stateSince: null},
			lastError: {status: 529, reason: null, message: 'API Error', at: Number.NaN},
			cache: {expiresAt: Number.NaN, ttl: '5m'},
		}),
	);
	expect(sent).toMatchObject({lastActivityAt: null, startedAt: null, model: null, cache: null});
	expect(read(sessionSchema, sent).lastError).toEqual({status: 529, message: 'API Error', at: 0});
});

test('totals and limits', () => {
	const totals = {
		...{todayUsd: 1 / 3, todayBackgroundUsd: null, todayIdleUsd: 0, usdPerHour: 2, tokensPerMinute: 5},
		...{requestsPerMinute: 1, peak: {tokensPerMinute: 9, requestsPerMinute: 2}, basis: 'reported', partial: true},
		unpricedModels: ['local'],
	} as const;
	expect(read(totalsSchema, sentTotals(totals as never))).toEqual({...totals, todayUsd: 0.3333333333});
	const limits = {fiveHour: {usedPercentage: 41.5, resetsAt: noon + 5000}, sevenDay: null};
	const [plan] = sentPlans([{account: '/c', at: noon, limits}] as never, configDir => `id of ${configDir}`);
	expect(read(planSchema, plan!)).toEqual({account: 'id of /c', configDir: '/c', at: noon, ...limits});
});
