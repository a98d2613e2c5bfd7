/** Sorts spending into the rows of a report. */
import {providerOf} from '../../claude/models/model-id.ts';
import {modelName} from '../../claude/models/models.ts';
import {describeCause} from '../../claude/telemetry/purpose.ts';
import type {Grouping, ReportEntry} from '../../core/report.ts';
import {quarterMs} from '../../index/schema.ts';
import type {Spent} from './hidden.ts';
import type {Period} from './period.ts';
import type {SessionSpending} from './read-spending.ts';
import {dayName, localDay, monthName, spansSinceClaudeCode, weekName, type Zone, type ZoneSpan} from './zones.ts';

/** Where nothing tells it. */
const unknown = 'unknown';

type KeyOf = (spent: Spent, spending: SessionSpending) => {key: string; name: string | null};

export function* entriesOf(
	spending: readonly SessionSpending[],
	by: Grouping,
	zone: Zone,
	period: Period,
): Generator<ReportEntry> {
	const spans = spansSinceClaudeCode(zone);
	const keyOf = keys(by, spans);
	// No row and no period has less than a day.
	const dayOf = rememberLast(quarter => localDay(spans, quarter));
	for (const session of spending) {
		const {basis, partial} = session;
		for (const spent of session.spentBy(dayOf)) {
			const {model, purpose, usage, messages, costUsd, quarter} = spent;
			if (quarter < period.from || quarter >= period.until) continue;
			const {key, name} = keyOf(spent, session);
			yield {key, name, model, purpose, usage, messages, costUsd, basis, partial, lastAt: quarter * quarterMs};
		}
	}
}

function rememberLast(compute: (value: number) => number): (value: number) => number {
	let last = Number.NaN;
	let result = 0;
	return value => {
		if (value !== last) result = compute(value);
		last = value;
		return result;
	};
}

function keys(by: Grouping, spans: readonly ZoneSpan[]): KeyOf {
	/** Rows come in order of time: the last day asked for is mostly the next one, too. */
	const nameOfDay = (name: (day: number) => string): KeyOf => {
		const names = new Map<number, string>();
		return ({quarter}) => {
			const day = localDay(spans, quarter);
			let key = names.get(day);
			if (key === undefined) {
				key = name(day);
				names.set(day, key);
			}
			return {key, name: null};
		};
	};
	switch (by) {
		case 'day':
			return nameOfDay(dayName);
		case 'week':
			return nameOfDay(weekName);
		case 'month':
			return nameOfDay(monthName);
		case 'session':
			return (_, {session}) => ({key: session.sessionId, name: session.title ?? lastFolder(session.cwd)});
		case 'project':
			return (_, {session}) => ({key: session.cwd ?? unknown, name: lastFolder(session.cwd)});
		case 'model':
			return ({model}) => ({key: model || unknown, name: model ? labelOf(model) : null});
		case 'cause':
			return ({purpose, cause}) =>
				purpose === 'background'
					? {key: cause ?? unknown, name: describeCause(cause ?? unknown).label}
					: {key: purpose, name: null};
	}
}

const lastFolder = (path: string | null) => path?.split(/[\\/]/).findLast(Boolean) ?? null;

const providers = {anthropic: '', bedrock: ' (Bedrock)', vertex: ' (Vertex)'} as const;

/** `Sonnet 4.5 (Bedrock)` */
const labelOf = (model: string) => modelName(model) + providers[providerOf(model)];
