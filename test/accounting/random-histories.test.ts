/** Whatever happens to a Claude Code and to the ccmon that watches it: figures are true, or call themselves partial. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Ledger} from '../../source/core/ledger.ts';
import type {Session} from '../../source/core/session.ts';
import type {Delivery} from '../../source/index/telemetry/write.ts';
import {ledgerOf, noon} from '../support/events.ts';
import {seededRandom} from '../support/random.ts';
import {createReceived} from '../support/received.ts';
import {type Step, steps} from '../support/spending-steps.ts';
import {simulate, type World} from '../support/spending-world.ts';

/** The same histories every time, but for somebody who looks for new ones: RUNS=5000. */
const options = process.env.RUNS ? {numRuns: Number(process.env.RUNS)} : {numRuns: 100, seed: 1};

const stored = (deliveries: readonly Delivery[]) => createReceived().take(deliveries);

const later = (world: World) => world.end + 600_000;
const deliveriesOf = (world: World) => world.sent.map(({delivery}) => delivery);
const writtenOf = (world: World) => world.written.map(({event}) => event);

function sessionsOf(ledger: Ledger, now: number): Session[] {
	return [...ledger.sessions(now).values()];
}

/** Sums of floats in different orders differ in the last digits. */
const rounded = (usd: number | null) => (usd === null ? null : Math.round(usd * 1e8) / 1e8);

function figuresOf(ledger: Ledger, now: number) {
	const figures = sessionsOf(ledger, now).map(({sessionId, usage, requests, cost, background}) => {
		const dollars = Object.entries(cost).map(([key, value]) => [
			key,
			typeof value === 'number' ? rounded(value) : value,
		]);
		const causes = background.map(row => ({...row, costUsd: rounded(row.costUsd), idleUsd: rounded(row.idleUsd)}));
		return {sessionId, usage, requests, cost: Object.fromEntries(dollars), background: causes.sort(byCause)};
	});
	return figures.sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1));
}

const byCause = (a: {cause: string; model: string | null}, b: {cause: string; model: string | null}) =>
	`${a.cause} ${a.model}` < `${b.cause} ${b.model}` ? -1 : 1;

function expectPartsToAddUp({cost}: Session): void {
	const parts = (cost.mainUsd ?? 0) + (cost.subagentUsd ?? 0) + (cost.compactionUsd ?? 0) + (cost.backgroundUsd ?? 0);
	expect(parts).toBeCloseTo(cost.totalUsd ?? 0, 9);
}

/**
 * Never more than was spent; and all of it, where it does not say that there may be more. The total of a process that is
 * killed, or of two that share a conversation, is not all of it, and nothing shows what was lost of the last they sent.
 */
function expectTruth(world: World, ledger: Ledger, script: readonly Step[]): void {
	const now = later(world);
	const isShown = !script.includes('kill') && !script.includes('another');
	for (const session of sessionsOf(ledger, now)) {
		const {totalUsd} = world.truth.spent({sessionId: session.sessionId});
		expectPartsToAddUp(session);
		expect(session.cost.totalUsd ?? 0).toBeLessThan(totalUsd + 1e-7);
		if (isShown && !session.cost.partial) expect(session.cost.totalUsd ?? 0).toBeCloseTo(totalUsd, 4);
	}
}

const script = (left: readonly Step[]) =>
	fc.array(fc.constantFrom(...steps.filter(step => !left.includes(step))), {minLength: 1, maxLength: 14});
/** Totals cannot distinguish the forks of a conversation that two processes share. */
const anything = fc.oneof(
	{weight: 3, arbitrary: script(['another'])},
	{weight: 1, arbitrary: script(['fork', 'branch'])},
);
const seed = fc.nat({max: 1e6});
/** One test in four lies around midnight. */
const startAt = fc.constantFrom(noon, noon, noon, noon + 43_140_000);
const history = fc.tuple(anything, seed, startAt);
/** The events of two processes that number theirs at the same time are not always distinguished. */
const oneAtATime = fc.tuple(script(['another']), seed, startAt);

describe('with telemetry received from the start', () => {
	test('every dollar and token is known, by purpose', () => {
		fc.assert(
			fc.property(oneAtATime, happened => {
				const world = simulate(...happened);
				const ledger = ledgerOf([...stored(deliveriesOf(world)), ...writtenOf(world)], later(world));
				for (const session of sessionsOf(ledger, later(world))) {
					const {byPurpose, usage, totalUsd} = world.truth.spent({sessionId: session.sessionId});
					if (totalUsd === 0) continue;
					const {cost} = session;
					expect(cost).toMatchObject({basis: 'telemetry', partial: false});
					expect(cost.mainUsd ?? 0).toBeCloseTo(byPurpose.main, 7);
					expect(cost.subagentUsd ?? 0).toBeCloseTo(byPurpose.subagent, 7);
					expect(cost.compactionUsd ?? 0).toBeCloseTo(byPurpose.compaction, 7);
					expect(cost.backgroundUsd ?? 0).toBeCloseTo(byPurpose.background, 7);
					const {cacheCreation5mInputTokens, cacheCreation1hInputTokens, ...rest} = usage;
					expect(session.usage).toMatchObject(rest);
					expect(session.usage.cacheCreation5mInputTokens + session.usage.cacheCreation1hInputTokens).toBe(
						cacheCreation5mInputTokens + cacheCreation1hInputTokens,
					);
				}
				expectTruth(world, ledger, happened[0]);
			}),
			options,
		);
	});
});

test('today is what was spent since midnight, give or take a request at midnight', () => {
	fc.assert(
		fc.property(fc.tuple(script(['another']), seed, fc.constant(noon + 43_140_000)), happened => {
			const world = simulate(...happened);
			const ledger = ledgerOf([...stored(deliveriesOf(world)), ...writtenOf(world)], later(world));
			const midnight = noon + 43_200_000;
			const since = (at: number) => world.truth.spent({since: at});
			const {todayUsd, todayBackgroundUsd} = ledger.totals(later(world));
			for (const [usd, most, least] of [
				[todayUsd, since(midnight - 10_000).totalUsd, since(midnight + 10_000).totalUsd],
				[
					todayBackgroundUsd,
					since(midnight - 10_000).byPurpose.background,
					since(midnight + 10_000).byPurpose.background,
				],
			] as const) {
				expect(usd ?? 0).toBeLessThan(most + 1e-7);
				expect(usd ?? 0).toBeGreaterThan(least - 1e-7);
			}
		}),
		options,
	);
});

describe('with batches lost at random', () => {
	const lossy = fc.tuple(history, fc.array(fc.boolean(), {minLength: 40, maxLength: 40}));

	test('never counts more than was spent, and never calls a partial figure complete', () => {
		fc.assert(
			fc.property(lossy, ([happened, kept]) => {
				const world = simulate(...happened);
				const received = deliveriesOf(world).filter((_, index) => kept[index % kept.length]);
				expectTruth(world, ledgerOf([...stored(received), ...writtenOf(world)], later(world)), happened[0]);
			}),
			options,
		);
	});

	test('the figures do not depend on the order of arrival', () => {
		fc.assert(
			fc.property(lossy, seed, ([happened, kept], order) => {
				const random = seededRandom(order);
				const world = simulate(...happened);
				const received = deliveriesOf(world).filter((_, index) => kept[index % kept.length]);
				const events = [...stored(received), ...writtenOf(world)];
				const expected = figuresOf(ledgerOf(events, later(world)), later(world));
				const keyed = events.map(event => ({event, key: random.next()}));
				const shuffled = keyed.sort((a, b) => a.key - b.key).map(({event}) => event);
				expect(figuresOf(ledgerOf(shuffled, later(world)), later(world))).toEqual(expected);
			}),
			options,
		);
	});
});

test('at every moment: no more than was spent so far, and nothing called unreported that telemetry is about to report', () => {
	fc.assert(
		fc.property(fc.tuple(script(['another', 'kill', 'check', 'interrupt']), seed, startAt), happened => {
			const world = simulate(...happened);
			const ledger = ledgerOf([]);
			const received = createReceived();
			const happenings = [
				...world.written.map(({at, event}) => ({at, events: () => [event]})),
				...world.sent.map(({at, delivery}) => ({at, events: () => received.take([delivery])})),
			].sort((a, b) => a.at - b.at);
			for (const [index, {at, events}] of happenings.entries()) {
				for (const event of events()) ledger.apply(event, at);
				const next = happenings[index + 1]?.at ?? at + 60_000;
				// Half a second later is more than a little later.
				for (const now of [at, at + 500].filter(time => time <= next)) {
					const truth = world.truth.spent({until: now});
					const sessions = sessionsOf(ledger, now);
					const totalUsd = sessions.reduce((sum, {cost}) => sum + (cost.totalUsd ?? 0), 0);
					expect(totalUsd).toBeLessThan(truth.totalUsd + 1e-7);
					for (const session of sessions) expectPartsToAddUp(session);
					if (now === at) continue;
					const causes = sessions.flatMap(({background}) => background.map(({cause}) => cause));
					expect(causes.filter(cause => cause.startsWith('unreported'))).toEqual([]);
				}
			}
		}),
		options,
	);
});
