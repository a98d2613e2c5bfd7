/**
 * Which samples are sent with which times, so that differences between any two times are what was spent between them:
 * counters rise at the end of the quarter of an hour in which something was spent, and begin with 0.
 */
import {type Counter, endOfQuarter, type Labels, seriesKey} from './counters.ts';
import type {PushedSeries} from './push-state.ts';
import type {Sample} from './remote-write.ts';

/** One request: all its samples have one time, so that sending it twice is sending the same. */
export interface PushStep {
	/** By the server's clock, in ms. */
	at: number;
	samples: readonly Sample[];
	/** What its counters stand at, by series key. */
	values: ReadonlyMap<string, number>;
	/** Every counter is in it. */
	isFull: boolean;
}

export interface PushPlan {
	counters: readonly Counter[];
	series: ReadonlyMap<string, PushedSeries>;
	/** Of the person who pushes: they are on every series. */
	identity: Labels;
	/** The last acknowledged time; null: nothing was pushed yet. */
	lastAt: number | null;
	fullAt: number | null;
	/** By the server's clock: no sample is later. */
	now: number;
	/** How far the server's clock is ahead of this machine's, in ms. */
	clockOffsetMs: number;
	/** No sample is earlier: the server no longer takes them, or nobody looks back so far. */
	earliest: number;
	/** That run now. */
	sessions: number;
}

/** These go with every push: rates per minute are made from them, and they are few. */
const always = new Set(['ccmon_minute_tokens_sum', 'ccmon_minute_requests_sum']);
/** All counters go this often, so that a server that looks back a day finds them. */
const fullEveryMs = 3_600_000;
/** After so long without a push, what the counters stood at is sent again just before what is new. */
const gapMs = 600_000;
/** Clocks that differ by less are taken to be the same: quarters end where days do. */
const sameClockMs = 60_000;
const beforeMs = 1000;

/** In order of time. Empty: the last push was within the second. */
export function planPush(plan: PushPlan): PushStep[] {
	const {counters, series, now, lastAt, earliest} = plan;
	const first = lastAt === null;
	if (!first && now < lastAt + 2 * beforeMs) return [];
	const shift = Math.abs(plan.clockOffsetMs) < sameClockMs ? 0 : plan.clockOffsetMs;
	const rows = counters.map(counter => toRow(counter, series, shift));
	const changed = rows.filter(({known, target}) => (known?.value ?? 0) !== target);
	const from = Math.max(earliest, (lastAt ?? now) + 2 * beforeMs);
	const times = new Set(changed.flatMap(({rises}) => rises.map(({at}) => at)).filter(at => at >= from && at < now - 1));
	const steps: PushStep[] = [];
	const stepOf = (at: number, values: Map<string, [Row, number]>, isFull = false): PushStep => ({
		at,
		isFull,
		samples: [...values.values()].map(([{counter}, value]) => toSample(counter, value, plan.identity)),
		values: new Map([...values].map(([key, [, value]]) => [key, value])),
	});
	const isGap = !first && now - lastAt > gapMs;
	const anchors = new Map<string, [Row, number]>();
	for (const row of rows) {
		const value = row.known?.value ?? null;
		if (value === null ? row.target !== 0 : isGap) anchors.set(row.key, [row, value ?? 0]);
	}
	let sent = new Map(rows.map(row => [row.key, row.known?.value ?? 0]));
	for (const at of [...times].sort((a, b) => a - b)) {
		const values = new Map<string, [Row, number]>();
		for (const row of changed) {
			const value = valueAt(row, at);
			if (value !== sent.get(row.key)) values.set(row.key, [row, value]);
		}
		sent = new Map([...sent, ...[...values].map(([key, [, value]]) => [key, value] as const)]);
		if (values.size > 0) steps.push(stepOf(at, values));
	}
	const isFull = now - (plan.fullAt ?? 0) >= fullEveryMs;
	const last = rows.filter(
		row =>
			row.target !== sent.get(row.key) ||
			always.has(row.counter.name) ||
			(isFull && ((row.known?.value ?? null) !== null || row.target !== 0)),
	);
	const final = stepOf(now, new Map(last.map(row => [row.key, [row, row.target]])), isFull);
	const before = anchors.size === 0 ? [] : [stepOf((steps[0]?.at ?? now) - beforeMs, anchors)];
	return [...before, ...steps, {...final, samples: [...final.samples, ...gauges(plan)]}];
}

interface Row {
	key: string;
	counter: Counter;
	known: PushedSeries | undefined;
	/** What it is to stand at. */
	target: number;
	/** By the server's clock, latest first. */
	rises: readonly {at: number; value: number}[];
}

function toRow(counter: Counter, series: ReadonlyMap<string, PushedSeries>, shift: number): Row {
	const key = seriesKey(counter.name, counter.labels);
	const known = series.get(key);
	const rises = [...counter.byQuarter]
		.map(([quarter, value]) => ({at: endOfQuarter(quarter) + shift, value}))
		.sort((a, b) => b.at - a.at);
	return {key, counter, known, target: rounded(counter.total - (known?.base ?? 0)), rises};
}

/** What came later is taken from what it is to stand at: what is corrected in the past counts from the first new time on. */
function valueAt({target, rises}: Row, at: number): number {
	let value = target;
	for (const rise of rises) {
		if (rise.at <= at) break;
		value -= rise.value;
	}
	return rounded(value);
}

/** Sums of dollars taken in another order differ in their last digits, which is no change. */
const rounded = (value: number) => Math.round(value * 1e9) / 1e9;

const toSample = ({name, labels}: Counter, value: number, identity: Labels): Sample => ({
	name,
	labels: {...identity, ...labels},
	value,
});

function gauges({now, identity, sessions}: PushPlan): Sample[] {
	return [
		{name: 'ccmon_last_received_timestamp_seconds', labels: identity, value: now / 1000},
		{name: 'ccmon_sessions', labels: identity, value: sessions},
	];
}
