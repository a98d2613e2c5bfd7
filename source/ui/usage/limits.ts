/** Plan limits as gauges with forecasts, and which sessions used them. */
import {clean} from '../../claude/clean.ts';
import {formatDuration, formatPercent, formatTime, formatUsd} from '../../core/format.ts';
import {
	type LimitConsumer,
	type LimitForecast,
	type LimitName,
	limitConsumers,
	limitWindows,
} from '../../core/limits-forecast.ts';
import {bar, limitTone} from '../gauge.ts';
import type {SmallColumn} from '../table-layout.ts';
import {rightColumn} from '../tables.ts';
import {flowTexts} from '../text.ts';
import type {Look} from '../theme.ts';

const indent = '   ';

/** A gauge for each limit, with its reset and forecast beside it or, without room, below. */
export function limitLines(forecasts: readonly LimitForecast[], now: number, width: number, look: Look): string[] {
	const gaugeCells = width >= 70 ? 22 : 12;
	return forecasts.flatMap(forecast => {
		const {limit, usedPercentage, resetsAt} = forecast;
		const tone = limitTone(usedPercentage);
		const share = usedPercentage / 100;
		const head = [
			limitWindows[limit].label,
			bar(look, {fill: share, width: gaugeCells, tone, ends: true}),
			look.paint(tone === 'bad' ? 'bad' : 'plain', formatPercent(share).padStart(4)),
		].join(' ');
		const reset = `${look.paint('muted', 'resets')} ${formatTime(resetsAt, now)}${look.paint('muted', `, in ${formatDuration(resetsAt - now)}`)}`;
		const lines = flowTexts([head, reset, ...headingTexts(forecast, now, look)], width, '  ');
		return lines.map((line, index) => (index === 0 ? line : indent + line));
	});
}

/** The forecast at the present rate. */
function headingTexts(
	{percentPerHour, projectedPercentage, reachedAt, resetsAt}: LimitForecast,
	now: number,
	look: Look,
): string[] {
	if (reachedAt !== null && reachedAt <= now) return [look.paint('bad', '! full')];
	if (percentPerHour === null || projectedPercentage === null) return [look.paint('muted', 'rate not known yet')];
	const rate = look.paint('muted', `${formatPercent(percentPerHour / 100)} an hour:`);
	if (reachedAt === null) return [`${rate} ${formatPercent(projectedPercentage / 100)} by then`];
	const full = look.paint('bad', `! full at ${formatTime(reachedAt, now)}`);
	return [`${rate} ${full}`, look.paint('muted', `${formatDuration(resetsAt - reachedAt)} before the reset`)];
}

export interface ConsumerRow {
	sessionId: string;
	name: string;
	fiveHour: LimitConsumer | null;
	sevenDay: LimitConsumer | null;
}

/** What each conversation of an account spent since a time (ms), at API prices; null: nothing read yet. */
export type SpentSince = (
	at: number,
	account: string,
) => readonly {sessionId: string; name: string; usd: number}[] | null;

const mostEaters = 8;

/** The largest users of each limit of an account, those of the shorter one first. `names`: the sessions' current names. */
export function consumerRows(
	forecasts: readonly LimitForecast[],
	account: string,
	spentSince: SpentSince,
	names: ReadonlyMap<string, string>,
): ConsumerRow[] {
	const rows = new Map<string, ConsumerRow>();
	for (const {limit, usedPercentage, resetsAt} of forecasts) {
		const spent = spentSince(resetsAt - limitWindows[limit].lengthMs, account) ?? [];
		for (const consumer of limitConsumers(usedPercentage, spent)) {
			const {sessionId} = consumer;
			const name = names.get(sessionId) ?? consumer.name;
			const row = rows.get(sessionId) ?? {sessionId, name, fiveHour: null, sevenDay: null};
			rows.set(sessionId, {...row, [limit]: consumer});
		}
	}
	const percentageOf = (row: ConsumerRow, limit: LimitName) => row[limit]?.percentage ?? 0;
	return [...rows.values()]
		.sort(
			(a, b) =>
				percentageOf(b, 'fiveHour') - percentageOf(a, 'fiveHour') ||
				percentageOf(b, 'sevenDay') - percentageOf(a, 'sevenDay'),
		)
		.slice(0, mostEaters);
}

/** Per cent of the limit, and the dollars it is estimated from. */
export function consumerColumns(
	forecasts: readonly LimitForecast[],
	width: number,
): readonly SmallColumn<ConsumerRow>[] {
	const figures = forecasts.flatMap(({limit}) => [
		rightColumn<ConsumerRow>(`OF ${limitWindows[limit].label.toUpperCase()}`, row =>
			row[limit] ? formatPercent(row[limit].percentage / 100) : '–',
		),
		rightColumn<ConsumerRow>('API $', row => formatUsd(row[limit]?.usd)),
	]);
	return [{title: 'USED BY', align: 'left', max: width >= 70 ? 36 : 14, text: ({name}) => clean(name)}, ...figures];
}
