/** Spending as the rows of a report. */
import {describe, expect, test} from 'vitest';
import {noUsage} from '../../../source/claude/usage.ts';
import type {SummedPiece} from '../../../source/index/spending-sums.ts';
import {entriesOf, includesOf} from '../../../source/reports/report/entries.ts';
import {namedZone} from '../../../source/reports/report/zones.ts';

const berlin = namedZone('Europe/Berlin')!;
const quarterOf = (time: string) => Date.parse(time) / 900_000;
/** Two hours before midnight in Berlin. */
const evening = quarterOf('2026-11-20T21:00Z');
const always = {from: 0, until: Number.MAX_SAFE_INTEGER};

const piece = (fields: Partial<SummedPiece> = {}): SummedPiece => ({
	...{quarter: evening, model: 'claude-opus-4-5', purpose: 'main', cause: null, usage: {...noUsage, outputTokens: 3}},
	...{requests: 1, costUsd: 0.5},
	...fields,
});
const conversation = (pieces: SummedPiece[], fields: object = {}) => ({
	...{sessionId: 's1', cwd: '/home/ada/web', title: 'Fix the login', basis: 'reported' as const, partial: true, pieces},
	...fields,
});
type By = Parameters<typeof entriesOf>[1];
const keys = (by: By, pieces: SummedPiece[], fields: object = {}, period = always) =>
	[...entriesOf([conversation(pieces, fields)], by, berlin, period)].map(({key, name}) => [key, name]);

test('days, weeks and months are those of the zone', () => {
	const night = piece({quarter: evening + 8});
	expect(keys('day', [piece(), night])).toEqual([
		['2026-11-20', null],
		['2026-11-21', null],
	]);
	expect(
		keys('week', [piece({quarter: quarterOf('2026-11-22T22:59Z')}), piece({quarter: quarterOf('2026-11-22T23:00Z')})]),
	).toEqual([
		['2026-W47', null],
		['2026-W48', null],
	]);
	expect(keys('month', [piece({quarter: quarterOf('2026-10-31T23:00Z')})])).toEqual([['2026-11', null]]);
});

test.each<[By, Partial<SummedPiece>, object, [string, string | null]]>([
	['session', {}, {}, ['s1', 'Fix the login']],
	['session', {}, {title: null}, ['s1', 'web']],
	['project', {}, {}, ['/home/ada/web', 'web']],
	['project', {}, {cwd: null}, ['unknown', null]],
	['model', {}, {}, ['claude-opus-4-5', 'Opus 4.5']],
	[
		'model',
		{model: 'eu.anthropic.claude-opus-4-5-v1:0'},
		{},
		['eu.anthropic.claude-opus-4-5-v1:0', 'Opus 4.5 (Bedrock)'],
	],
	['model', {model: ''}, {}, ['unknown', null]],
	['cause', {purpose: 'subagent'}, {}, ['subagent', null]],
	['cause', {purpose: 'background'}, {}, ['unknown', 'unknown']],
])('by %s a piece of %o in %o is in the row %o', (by, fields, place, row) => {
	expect(keys(by, [piece(fields)], place)).toEqual([row]);
});

test('an entry has what was spent; where only the dollars are known it has no tokens', () => {
	const [entry] = entriesOf([conversation([piece({usage: null, costUsd: null, requests: 0})])], 'day', berlin, always);
	expect(entry).toMatchObject({
		usage: noUsage,
		costUsd: null,
		requests: 0,
		basis: 'reported',
		partial: true,
		purpose: 'main',
	});
});

describe('left out is', () => {
	test('what lies before the period, or at its end', () => {
		const period = {from: evening, until: evening + 1};
		expect(
			keys(
				'day',
				[-1, 0, 1].map(more => piece({quarter: evening + more})),
				{},
				period,
			),
		).toHaveLength(1);
	});

	test('what is not in all of the opened rows', () => {
		const pieces = [piece(), piece({model: 'claude-haiku-4-5'}), piece({quarter: evening + 8})];
		const where = [
			{by: 'day' as const, key: '2026-11-20'},
			{by: 'model' as const, key: 'claude-opus-4-5'},
		];
		const entries = entriesOf([conversation(pieces)], 'session', berlin, always, includesOf(where, berlin));
		expect([...entries]).toHaveLength(1);
		expect([...entriesOf([conversation(pieces)], 'session', berlin, always, includesOf([], berlin))]).toHaveLength(3);
	});
});
