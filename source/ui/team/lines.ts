/** The lines of the view of a team. */
import {clean} from '../../claude/clean.ts';
import {formatAge, formatTokens, formatUsd} from '../../core/format.ts';
import {recommendedRate, referenceFigures} from '../../core/reference.ts';
import {type TeamColumn, teamColumns} from '../../core/team/columns.ts';
import type {TeamReport, UserFigures} from '../../core/team/report.ts';
import {type TeamRow, teamGroupings, teamRows} from '../../core/team/rows.ts';
import type {TeamState} from '../../core/team/state.ts';
import {pilotLines, teamNotes, teamSummary} from '../../core/team/summary.ts';
import {barChart} from '../history/bar-chart.ts';
import {fitTo, flowTexts, truncate, widthOf, wrapWords} from '../text.ts';
import type {Look} from '../theme.ts';

const chartHeight = 6;
const longestName = 32;

/** Each of at most `columns` cells. `now`: ms. */
export function teamLines(state: TeamState, now: number, columns: number, look: Look): string[] {
	const {report, error, isAsking, budgets, besides} = state;
	const wrapped = (texts: readonly string[]) => texts.flatMap(text => wrapWords(clean(text), columns));
	const failure = error === null ? [] : [...wrapped([error]).map(line => look.paint('bad', line)), ''];
	if (!report) {
		return [...failure, ...(isAsking ? [look.paint('muted', 'asking the server…')] : [])];
	}
	const age =
		error === null ? [] : [look.paint('muted', `The figures below are ${formatAge(report.to, now)} old.`), ''];
	const rows = teamRows(report, state.grouping, state.sort, state.filter);
	const alone = state.grouping === 'user' && rows.length === 1 && state.filter !== '' ? rows[0]!.name : null;
	const user = alone === null ? undefined : report.users.find(one => one.user === alone);
	return [
		...failure,
		...age,
		...wrapped(teamSummary(report, budgets)),
		'',
		...chart(report, columns, look),
		...choices(state, columns, look),
		...table(
			rows,
			teamColumns(state.grouping, now, recommendedRate(report.tokensPerMinute.size, report.figures)),
			columns,
			look,
		),
		...(user ? ['', ...detail(user, columns, look)] : []),
		'',
		...wrapped(pilotLines(report)),
		...wrapped([...teamNotes(report), ...besides]).map(line => look.paint('muted', line)),
	];
}

function choices({grouping, sort, filter}: TeamState, columns: number, look: Look): string[] {
	const choice = (label: string, isChosen: boolean) =>
		isChosen ? look.paint('selected', `[${label}]`) : look.paint('muted', ` ${label} `);
	const parts = [
		look.paint('muted', 'by') + teamGroupings.map(each => choice(each, each === grouping)).join(''),
		look.paint('muted', `sorted by ${sort}`),
		...(filter === '' ? [] : [look.paint('accent', `with “${clean(filter)}”`)]),
	];
	return flowTexts(parts, columns, '   ');
}

function chart({days, totals, figures}: TeamReport, columns: number, look: Look): string[] {
	const {averageDayUsd, p90DayUsd} = referenceFigures[figures];
	const bars = days.map(({day, costUsd, activeUsers}) => ({
		value: costUsd,
		label: day.slice(5),
		tone:
			costUsd > p90DayUsd * Math.max(activeUsers, 1)
				? ('bad' as const)
				: costUsd > averageDayUsd * Math.max(activeUsers, 1)
					? ('warn' as const)
					: ('good' as const),
	}));
	const average = averageDayUsd * totals.users;
	const lines = [{value: average, label: `avg ${formatUsd(average)}`, tone: 'muted' as const}];
	const drawn = barChart(look, bars, lines, {width: columns, height: chartHeight, scale: formatUsd});
	const explained = drawn.some(line => line.includes(lines[0]!.label));
	const title = `dollars per day, everybody${explained ? '; avg: the documented average if all are at work' : ''}`;
	return drawn.length > 0 ? [...wrapWords(title, columns).map(line => look.paint('muted', line)), ...drawn, ''] : [];
}

/** As many columns as fit; the last give way first. */
function table(rows: readonly TeamRow[], all: readonly TeamColumn[], columns: number, look: Look): string[] {
	const texts = rows.map(row => all.map(({text}) => text(row)));
	const widths = all.map(({title}, index) =>
		Math.min(
			longestName,
			texts.reduce((most, row) => Math.max(most, cellsOf(row[index]!)), title.length),
		),
	);
	let used = 0;
	const shown = all.flatMap((_, index) => {
		used += widths[index]! + 2;
		return index === 0 || used <= columns + 2 ? [index] : [];
	});
	const line = (cells: readonly string[]) =>
		shown
			.map(index => place(cells[index]!, Math.min(widths[index]!, columns), all[index]!, look))
			.join('  ')
			.trimEnd();
	return [look.paint('muted', line(all.map(({title}) => title))), ...texts.map(line)];
}

const plain = /^[ -~]*$/;
/** Nearly all of thousands of rows are plain ASCII. */
const cellsOf = (text: string) => (plain.test(text) ? text.length : widthOf(text));

function place(text: string, width: number, {isLeft}: TeamColumn, look: Look): string {
	if (!plain.test(text) || text.length > width)
		return fitTo(text, width, isLeft ? 'left' : 'right', look.glyphs.ellipsis);
	return isLeft ? text.padEnd(width) : text.padStart(width);
}

/** One person's models and tokens. */
function detail(user: UserFigures, columns: number, look: Look): string[] {
	const lines = user.byModel.map(
		one =>
			`  ${clean(one.model)}: ${formatUsd(one.costUsd)}, ${formatTokens(one.requests)} requests, input ${formatTokens(one.inputTokens)}, output ${formatTokens(one.outputTokens)}, cache read ${formatTokens(one.cacheReadInputTokens)}, written ${formatTokens(one.cacheCreation5mInputTokens + one.cacheCreation1hInputTokens)}`,
	);
	const spent = `background ${formatUsd(user.backgroundUsd)}, while idle ${formatUsd(user.idleUsd)}`;
	return [
		look.paint('strong', truncate(clean(user.user), columns, look.glyphs.ellipsis)),
		...[`  ${spent}`, ...lines].flatMap(line => wrapWords(line, columns)),
	];
}
