import {describe, expect, test} from 'vitest';
import type {HistoryGrouping} from '../../../source/core/history/choice.ts';
import type {TopRow} from '../../../source/core/history/layout.ts';
import {nameOfRow, tableLines} from '../../../source/ui/history/table.ts';
import {widthOf} from '../../../source/ui/text.ts';
import {createLook} from '../../../source/ui/theme.ts';

const look = createLook({colour: 'none', ascii: false});
const row = (key: string, fields: Partial<TopRow> = {}): TopRow => ({
	...{key, name: key, usd: 30, share: 0.75, backgroundUsd: 0.5, requests: 1200, partial: false},
	...{tool: null, isPart: false, at: null, subagentUsd: null},
	...fields,
});
const table = (
	grouping: HistoryGrouping,
	top: TopRow[],
	{width = 120, selected = -1, from = 0, to = top.length} = {},
) => tableLines({grouping, top}, {width, look, selected, from, to});

describe('a row is called', () => {
	test.each<[HistoryGrouping, TopRow, string]>([
		['day', row('2026-11-20'), 'Fri 2026-11-20'],
		['day', row('2024-02-29'), 'Thu 2024-02-29'],
		['project', row('/work/web', {name: 'we\u001b[2Jb\n'}), 'web'],
		['prompt', row('p', {name: 'fix it', at: Date.UTC(2026, 0, 5, 7, 4)}), '01-05 07:04 fix it'],
		['prompt', row('p', {name: 'before the first'}), 'before the first'],
		['tool', row('mcp:github'), 'mcp:github'],
		['tool', row('mcp:github/search', {isPart: true}), '  search'],
		['tool', row('x/a\u001b]0;b\u0007/c', {isPart: true}), '  a/c'],
	])('by %s', (grouping, one, name) => expect(nameOfRow(grouping, one)).toBe(name));
});

test('cost and share, background and requests, at the right end of each column', () => {
	const api = row('api', {usd: null, share: 0, backgroundUsd: null, requests: 7});
	expect(table('project', [row('web'), api])).toEqual([
		'  PROJECT    COST  SHARE  BACKGROUND  REQUESTS',
		'  web      $30.00    75%       $0.50      1.2k',
		'  api          $?     0%           –         7',
	]);
});

test('a lower bound says so; a tool says what it returned, and a prompt what its subagents cost', () => {
	const tool = {resultBytes: 1_240_000, calls: 14, subagentCalls: 2, subagentUsd: 0.25} as TopRow['tool'];
	const [titles, first, second] = table('tool', [
		row('Bash', {tool, partial: true}),
		row('Read', {tool: {...tool!, subagentCalls: 0}}),
	]);
	expect(titles).toMatch(/TOOL +COST +SHARE +RESULTS +CALLS +IN SUBAGENTS +REQUESTS$/);
	expect(first).toMatch(/Bash +≥\$30\.00 +75% +1\.2 MB +14 +\$0\.25 +1\.2k$/);
	expect(second).toMatch(/Read .* 14 +1\.2k$/);
	expect(table('prompt', [row('p', {subagentUsd: 2})]).join('\n')).toMatch(/SUBAGENTS[\s\S]*\$2\.00/);
});

test('the chosen row has a pointer; of many rows only those asked for are made', () => {
	const many = Array.from({length: 100}, (_, index) => row(`row ${index}`));
	const lines = table('project', many, {selected: 41, from: 40, to: 43});
	expect(lines.slice(1).map(line => line.slice(0, 8))).toEqual(['  row 40', '▸ row 41', '  row 42']);
});

test.each([20, 40, 60, 80, 200])(
	'at %i columns no line is wider, and the name keeps its place before figures do',
	width => {
		const lines = table('project', [row('a very long name of a project 設計 that goes on and on'), row('b')], {
			width,
			selected: 0,
		});
		for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
		if (width >= 40) expect(lines[1]).toContain('a very long');
		expect(lines[0]).toContain('COST');
		expect(lines[0]!.includes('REQUESTS')).toBe(width >= 60);
	},
);
