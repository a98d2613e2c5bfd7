/** Sorts spending into the rows of a report. */
import {modelName, providerOf} from '../../core/models.ts';
import {describeCause} from '../../core/purpose.ts';
import type {Grouping, ReportEntry} from '../../core/report.ts';
import {quarterMs} from '../schema.ts';
import type {Spent} from './hidden.ts';
import type {Period} from './period.ts';
import type {SessionSpending} from './read-spending.ts';
import {dayName, localDay, monthName, weekName, type Zone, type ZoneSpan, zoneSpans} from './zones.ts';

/** Where nothing tells it. */
const unknown = 'unknown';

type KeyOf = (spent: Spent, spending: SessionSpending) => {key: string; name: string | null};

export function entriesOf(
	spending: readonly SessionSpending[],
	by: Grouping,
	zone: Zone,
	period: Period,
): ReportEntry[] {
	const keyOf = keys(by, spansOf(spending, zone));
	const entries: ReportEntry[] = [];
	for (const session of spending) {
		for (const spent of session.spent) {
			if (spent.quarter < period.from || spent.quarter >= period.until) continue;
			const {model, purpose, usage, messages, costUsd, quarter} = spent;
			entries.push({
				...keyOf(spent, session),
				...{model, purpose, usage, messages, costUsd},
				basis: session.basis,
				partial: session.partial,
				lastAt: quarter * quarterMs,
			});
		}
	}
	return entries;
}

/** The zone's spans over all that was spent. */
export function spansOf(spending: readonly SessionSpending[], zone: Zone): ZoneSpan[] {
	let from = Number.POSITIVE_INFINITY;
	let to = 0;
	for (const {spent} of spending) {
		for (const {quarter} of spent) {
			if (quarter < from) from = quarter;
			if (quarter > to) to = quarter;
		}
	}
	return zoneSpans(zone, Math.min(from, to), to + 1);
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
