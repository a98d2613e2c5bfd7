import {describe, expect, test} from 'vitest';
import {noUsage} from '../../../source/claude/usage.ts';
import {nextOf} from '../../../source/core/history/choice.ts';
import {historyView} from '../../../source/core/history/layout.ts';
import {referenceFigures} from '../../../source/core/reference.ts';
import {type ReportEntry, sumReport} from '../../../source/core/report.ts';

const entry = (key: string, costUsd: number | null, purpose: ReportEntry['purpose'] = 'main'): ReportEntry => ({
	key,
	name: null,
	model: 'claude-opus-4-5',
	purpose,
	usage: noUsage,
	requests: 1,
	costUsd,
	basis: 'telemetry',
	partial: false,
});
const view = (span: 'week' | 'month' | 'quarter' | 'year', days: [string, number][]) =>
	historyView({
		span,
		grouping: 'project',
		path: [],
		prompts: null,
		troubles: null,
		today: '2026-11-20',
		days: sumReport(
			[...days.map(([day, usd]) => entry(day, usd)), entry('2026-11-20', 0.5, 'background')],
			'day',
			'UTC',
		),
		top: sumReport([entry('/work/web', 6), entry('/work/docs', 2)], 'project', 'UTC'),
		reference: referenceFigures['2025'],
	});

test('a month is thirty bars, one per day, the idle ones too', () => {
	const {bars} = view('month', [
		['2026-11-19', 4],
		['2026-10-22', 3],
		['2026-10-21', 9],
	]);
	expect(bars).toHaveLength(30);
	expect(bars[0]).toEqual({day: '2026-10-22', usd: 3, backgroundUsd: 0, days: 1});
	expect(bars.at(-2)).toEqual({day: '2026-11-19', usd: 4, backgroundUsd: 0, days: 1});
	expect(bars.at(-1)).toEqual({day: '2026-11-20', usd: 0.5, backgroundUsd: 0.5, days: 1});
});

test('what has no price makes the sum a lower bound, and is not known where nothing has one', () => {
	const totalOf = (entries: ReportEntry[]) => {
		const top = sumReport(entries, 'project', 'UTC');
		const choice = {span: 'month', grouping: 'project', path: [], prompts: null, troubles: null} as const;
		const {total, top: rows} = historyView({
			...{...choice, today: '2026-11-20', days: sumReport([], 'day', 'UTC'), top},
			reference: referenceFigures['2025'],
		});
		return [total.usd, total.partial, rows.map(({usd, partial}) => [usd, partial])];
	};
	expect(totalOf([entry('/work/web', 6)])).toEqual([6, false, [[6, false]]]);
	expect(totalOf([entry('/work/web', 6), entry('/work/web', null)])).toEqual([6, true, [[6, true]]]);
	expect(totalOf([entry('/work/web', null)])).toEqual([null, true, [[null, true]]]);
	expect(totalOf([])).toEqual([0, false, []]);
});

test('a year is weeks from Monday', () => {
	const {bars, weeks} = view('year', [
		['2026-11-16', 1],
		['2026-11-15', 2],
	]);
	expect(bars.at(-1)).toMatchObject({day: '2026-11-16', usd: 1.5, days: 7});
	expect(bars.at(-2)).toMatchObject({day: '2026-11-09', usd: 2, days: 7});
	expect(weeks.at(-1)?.map(day => day?.day ?? null)).toEqual([
		'2026-11-16',
		'2026-11-17',
		'2026-11-18',
		'2026-11-19',
		'2026-11-20',
		null,
		null,
	]);
});

test('a day’s level is where it stands to the documented average ($6) and 90 % day ($12)', () => {
	const days: [string, number][] = [
		['2026-11-15', 3],
		['2026-11-16', 3.01],
		['2026-11-17', 6.01],
		['2026-11-18', 12.01],
	];
	const levels = view('week', days)
		.weeks.flat()
		.map(day => day?.level);
	expect(levels.filter(level => level !== undefined)).toEqual([0, 1, 2, 3, 4, 0, 1]);
});

test('average and 90 % day are over active days', () => {
	const days = Array.from({length: 10}, (_, index): [string, number] => [
		`2026-11-${String(index + 1).padStart(2, '0')}`,
		index + 1,
	]);
	const {averageDayUsd, p90DayUsd, activeDays} = view('month', days);
	expect(activeDays).toBe(11);
	expect(averageDayUsd).toBeCloseTo(55.5 / 11, 12);
	expect(p90DayUsd).toBe(9);
});

test('the month goes on as the last two weeks did', () => {
	expect(view('week', [['2026-11-06', 14]]).month).toMatchObject({
		month: '2026-11',
		soFarUsd: 14.5,
		projectedUsd: 24.5,
	});
});

test('lists who spent the most, with shares of the span', () => {
	expect(view('week', []).top).toMatchObject([
		{key: '/work/web', usd: 6, share: 0.75},
		{key: '/work/docs', usd: 2, share: 0.25},
	]);
});

describe('choices', () => {
	test('go round', () => {
		expect(nextOf(['a', 'b'], 'a')).toBe('b');
		expect(nextOf(['a', 'b'], 'b')).toBe('a');
	});
});
