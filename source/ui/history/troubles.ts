/** Cache misses and API errors, with their causes and costs: a line each, or more in a narrow pane. */
import {clean} from '../../claude/clean.ts';
import {formatUsd} from '../../core/format.ts';
import type {HistoryTroubles} from '../../core/history/troubles.ts';
import {flowTexts} from '../text.ts';
import type {Look} from '../theme.ts';

const mostReasons = 5;

export function troubleLines({misses, errors}: HistoryTroubles, width: number, look: Look): string[] {
	const quiet = (text: string) => look.paint('muted', text);
	const counts = (all: readonly {label: string; count: number}[], last: string) =>
		all.slice(0, mostReasons).map(({label, count}, index, shown) => {
			const end = index < shown.length - 1 ? ',' : last;
			return quiet(`${clean(label)} ${count}${end}`);
		});
	const lines: string[] = [];
	if (misses) {
		const head = `${misses.count} ${quiet(misses.count === 1 ? 'cache miss' : 'cache misses')} ${formatUsd(misses.usd)}`;
		const why =
			misses.causes.length > 0 ? counts(misses.causes, '') : [quiet('why is not known without a status line')];
		lines.push(...flowTexts([head, ...why], width, ' '));
	}
	if (errors) {
		const head = `${errors.count} ${quiet(errors.count === 1 ? 'API error' : 'API errors')}`;
		const spent = `${formatUsd(errors.usd)} ${quiet(errors.count === 1 ? 'spent in the turn it ended' : 'spent in the turns they ended')}`;
		lines.push(...flowTexts([head, ...counts(errors.byReason, ''), spent], width, ' '));
	}
	return lines;
}
