/** What can be chosen in the history. */
import {describe, expect, test} from 'vitest';
import {
	canOpen,
	groupingsAt,
	type HistoryGrouping,
	historyGroupings,
	historySpans,
	nextOf,
	placesAbove,
	spanDays,
} from '../../../source/core/history/choice.ts';

const at = (...opened: HistoryGrouping[]) => ({
	span: 'month' as const,
	path: opened.map(by => ({by, key: 'k', name: 'n', cursor: 0})),
});

describe('the groupings to choose from', () => {
	test('at the top offer all but prompts, and no days within a single day', () => {
		expect(groupingsAt(at())).toEqual(['day', 'project', 'session', 'tool', 'model', 'cause']);
		expect(groupingsAt({...at(), span: 'today'})).toEqual(['project', 'session', 'tool', 'model', 'cause']);
	});

	test('within a row begin with its parts, and leave out its own grouping', () => {
		expect(groupingsAt(at('day'))).toEqual(['project', 'session', 'tool', 'model', 'cause']);
		expect(groupingsAt(at('model'))).toEqual(['session', 'day', 'project', 'tool', 'cause']);
		expect(groupingsAt(at('project', 'session'))).toEqual(['prompt', 'tool', 'model', 'cause']);
		expect(groupingsAt(at('session'))).not.toContain('project');
	});

	test('always offer something, whatever was opened', () => {
		for (const one of historyGroupings.filter(canOpen))
			for (const two of groupingsAt(at(one)).filter(canOpen))
				expect(groupingsAt(at(one, two)).length, `${one} ${two}`).toBeGreaterThan(0);
		expect(historyGroupings.filter(by => !canOpen(by))).toEqual(['prompt', 'tool']);
	});
});

test('the next choice starts again after the last', () => {
	expect([nextOf(historySpans, 'today'), nextOf(historySpans, 'year')]).toEqual(['week', 'today']);
	// Weeks, so that the same days of the week are compared.
	expect([spanDays.week, spanDays.quarter / 7, spanDays.year / 7]).toEqual([7, 13, 52]);
});

test('above the rows stands the total, until one is opened', () => {
	expect([placesAbove(at()), placesAbove(at('day'))]).toEqual([1, 0]);
});
