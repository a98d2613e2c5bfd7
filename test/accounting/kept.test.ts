/** What is kept from one look to the next is what a ledger would say that is asked for the first time. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {SessionEvent} from '../../source/claude/events.ts';
import type {Ledger} from '../../source/core/ledger.ts';
import {ledgerOf, noon, request} from '../support/events.ts';
import {createReceived} from '../support/received.ts';
import {simulate, steps} from '../support/spending-world.ts';

const script = fc.array(fc.constantFrom(...steps), {minLength: 1, maxLength: 10});
/** One test in two lies around midnight. */
const startAt = fc.constantFrom(noon, noon + 43_140_000);

/** Without the peaks, which are of what was looked at. */
function figuresOf(ledger: Ledger, now: number) {
	const sessions = [...ledger.sessions(now).values()].map(session => ({...session, peak: null}));
	return {sessions, totals: {...ledger.totals(now), peak: null}};
}

/** Batches that are lost are what is waited for in vain. */
const arrives = fc.array(fc.boolean(), {minLength: 20, maxLength: 20});
/** Between two looks, in ms. */
const pauses = fc.array(fc.integer({min: 1, max: 9000}), {minLength: 20, maxLength: 20});

test('whatever happens, and whenever it is looked at', () => {
	fc.assert(
		fc.property(script, fc.nat({max: 1e6}), startAt, arrives, pauses, (happened, seed, start, arrives, pauses) => {
			const world = simulate(happened, seed, start);
			const received = createReceived();
			const moments = [
				...world.told.map(({at, event}) => ({at, events: () => [event]})),
				...world.sent
					.filter((_, index) => arrives[index % arrives.length])
					.map(({at, delivery}) => ({at, events: () => received.take([delivery])})),
			].sort((a, b) => a.at - b.at);
			let looks = 0;
			const kept = ledgerOf([]);
			const past: {event: SessionEvent; at: number}[] = [];
			for (const [index, {at, events}] of moments.entries()) {
				for (const event of events()) {
					kept.apply(event, at);
					past.push({event, at});
				}
				const next = moments[index + 1]?.at ?? at + 120_000;
				for (let now = at; now < next; now += pauses[looks++ % pauses.length]!) {
					const fresh = ledgerOf([]);
					for (const {event, at} of past) fresh.apply(event, at);
					expect(figuresOf(kept, now)).toEqual(figuresOf(fresh, now));
				}
			}
		}),
		{numRuns: 120, seed: 1},
	);
});

test('a session is the same object until something of it changes', () => {
	const ledger = ledgerOf([request({n: 1}), request({n: 2, sessionId: 'two'})], noon);
	const look = (now: number) => {
		const sessions = ledger.sessions(now);
		return {one: sessions.get('one'), two: sessions.get('two')};
	};
	const first = look(noon + 5000);
	expect(first.one).toBeDefined();
	expect(look(noon + 5400)).toEqual(first);
	expect(look(noon + 5400).one).toBe(first.one);
	ledger.apply(request({n: 3, sessionId: 'two'}), noon + 5500);
	const second = look(noon + 5500);
	expect(second.one).toBe(first.one);
	expect(second.two).not.toBe(first.two);
});
