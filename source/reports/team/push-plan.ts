/**
 * Which samples are sent with which times, so that the difference between any two times is what was spent between them:
 * counters rise at the end of the quarter of an hour in which something was spent, and begin with 0.
 */
import {type Counter, endOfQuarter, type Labels, seriesKey} from './counters.ts';
import type {PushedSeries} from './push-state.ts';
import type {Sample} from './remote-write.ts';

/** A request. All its samples have the same time, so that sending it twice changes nothing. */
export interface PushStep {
	/** By the server's clock, in ms. */
	at: number;
	samples: readonly Sample[];
	/** The values of its counters, by series key. */
	values: ReadonlyMap<string, number>;
	/** Whether it includes every counter. */
	isFull: boolean;
}

export interface PushPlan {
	counters: readonly Counter[];
	series: ReadonlyMap<string, PushedSeries>;
	/** Identity labels, on every series. */
	identity: Labels;
	/** The last acknowledged time; null: nothing has been pushed yet. */
	lastAt: number | null;
	fullAt: number | null;
	/** By the server's clock: no sample is later. */
	now: number;
	/** How far the server's clock is ahead of this machine's, in ms. */
	clockOffsetMs: number;
	/** Earliest time of samples: the server rejects older ones, or nobody looks back further. */
	earliest: number;
	/** That run now. */
	sessions: number;
}

/** Sent with every push: rates per minute are computed from them, and they are few. */
const always = new Set(['ccmon_minute_tokens_sum', 'ccmon_minute_requests_sum']);
/** How often all counters are sent, so that a server that looks back a day finds them. */
const fullEveryMs = 3_600_000;
/**
 * A counter that was last sent longer ago is sent once more as it stood, just before it rises: then each day on which it
 * rises has, or follows a day that has, what it rose from.
 */
const pauseMs = 6 * 3_600_000;
/** A smaller clock difference is ignored, so that quarters end when days do. */
const sameClockMs = 60_000;
const beforeMs = 1000;

/** In order of time. Empty: the last push was less than a second ago. */
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
	const sent = new Map(rows.map(row => [row.key, {value: row.known?.value ?? null, at: plan.fullAt ?? 0}]));
	/** A step, preceded by the old values of counters that rise after a pause. */
	const add = (at: number, of: readonly (readonly [Row, number])[], isFull = false) => {
		const step = (time: number, values: typeof of): PushStep => ({
			at: time,
			isFull: isFull && time === at,
			samples: values.map(([{counter}, value]) => toSample(counter, value, plan.identity)),
			values: new Map(values.map(([{key}, value]) => [key, value])),
		});
		const anchors = of.flatMap(([row, value]): (readonly [Row, number])[] => {
			const last = sent.get(row.key)!;
			const rises = value !== (last.value ?? 0);
			return rises && (last.value === null || at - last.at > pauseMs) ? [[row, last.value ?? 0]] : [];
		});
		if (anchors.length > 0) steps.push(step(at - beforeMs, anchors));
		steps.push(step(at, of));
		for (const [{key}, value] of of) sent.set(key, {value, at});
	};
	for (const at of [...times].sort((a, b) => a - b)) {
		const risen = changed
			.map(row => [row, valueAt(row, at)] as const)
			.filter(([{key}, value]) => value !== (sent.get(key)!.value ?? 0));
		if (risen.length > 0) add(at, risen);
	}
	const isFull = now - (plan.fullAt ?? 0) >= fullEveryMs;
	const last = rows.filter(({key, target, counter}) => {
		const {value} = sent.get(key)!;
		return target !== (value ?? 0) || always.has(counter.name) || (isFull && value !== null);
	});
	add(
		now,
		last.map(row => [row, row.target]),
		isFull,
	);
	const final = steps.pop()!;
	return [...steps, {...final, samples: [...final.samples, ...gauges(plan)]}];
}

interface Row {
	key: string;
	counter: Counter;
	known: PushedSeries | undefined;
	/** The value it should have. */
	target: number;
	/** By the server's clock, the latest first. */
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

/** Computed backwards from the final value: corrections in the past count from the first new time on. */
function valueAt({target, rises}: Row, at: number): number {
	let value = target;
	for (const rise of rises) {
		if (rise.at <= at) break;
		value -= rise.value;
	}
	return rounded(value);
}

/** Sums of dollars in another order differ in their last digits, which is no change. */
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
