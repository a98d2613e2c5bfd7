import {describe, expect, test} from 'vitest';
import {noUsage} from '../../source/claude/usage.ts';
import {type ReportEntry, reportToCsv, reportToJson, sumReport} from '../../source/core/report.ts';

const entry = (fields: Partial<ReportEntry>): ReportEntry => ({
	key: 'web',
	name: null,
	model: 'claude-opus-4-5',
	purpose: 'main',
	usage: {...noUsage, inputTokens: 1, outputTokens: 10},
	requests: 1,
	costUsd: 1,
	basis: 'telemetry',
	partial: false,
	...fields,
});
const rowsOf = (...entries: ReportEntry[]) => sumReport(entries, 'project', 'UTC').rows;

describe('a row', () => {
	test('is the sum of its entries, its background a part of it', () => {
		const [row] = rowsOf(
			entry({}),
			entry({purpose: 'background', costUsd: 0.25, requests: 0}),
			entry({purpose: 'compaction', costUsd: 0.5}),
		);
		expect(row).toMatchObject({costUsd: 1.75, backgroundUsd: 0.25, requests: 2});
		expect(row!.usage).toMatchObject({inputTokens: 3, outputTokens: 30});
	});

	test('is known no better than its weakest part', () => {
		const [row] = rowsOf(entry({}), entry({basis: 'estimated', partial: true}), entry({basis: 'reported'}));
		expect(row).toMatchObject({basis: 'estimated', partial: true});
	});

	test('names the models without a price, and leaves them out of the dollars', () => {
		const [row] = rowsOf(entry({}), entry({model: 'house-2', costUsd: null}), entry({model: 'house-1', costUsd: null}));
		expect(row).toMatchObject({costUsd: 1, unpricedModels: ['house-1', 'house-2']});
		expect(row!.usage.outputTokens).toBe(30);
		expect(rowsOf(entry({costUsd: null}))[0]).toMatchObject({costUsd: null, backgroundUsd: 0});
		const hidden = entry({costUsd: null, purpose: 'background'});
		expect(rowsOf(entry({}), hidden)[0]).toMatchObject({costUsd: 1, backgroundUsd: null});
	});

	test('has no background where hidden requests are known and there were none, else an unknown one', () => {
		expect(rowsOf(entry({}))[0]!.backgroundUsd).toBe(0);
		expect(rowsOf(entry({basis: 'estimated', partial: true}))[0]!.backgroundUsd).toBeNull();
		// As on the screen: a total that does not cover everything says nothing about what is hidden.
		expect(rowsOf(entry({basis: 'reported', partial: true}))[0]!.backgroundUsd).toBeNull();
		expect(rowsOf(entry({partial: true}))[0]!.backgroundUsd).toBeNull();
	});
});

describe('the order', () => {
	const keys = (by: 'day' | 'project', ...entries: ReportEntry[]) =>
		sumReport(entries, by, 'UTC').rows.map(row => row.key);

	test('spans of time stand in theirs', () => {
		expect(keys('day', entry({key: '2026-11-22', costUsd: 1}), entry({key: '2026-11-21', costUsd: 9}))).toEqual([
			'2026-11-21',
			'2026-11-22',
		]);
	});

	test('all else by cost, the unpriced last, by name where it is equal', () => {
		const entries = ['d', 'b', 'c'].map(key => entry({key, costUsd: key === 'd' ? null : 2}));
		expect(keys('project', ...entries, entry({key: 'a', costUsd: 5}))).toEqual(['a', 'b', 'c', 'd']);
	});
});

describe('the total', () => {
	test('is the sum of the rows', () => {
		const {totals} = sumReport([entry({}), entry({key: 'api', costUsd: 0.5, partial: true})], 'project', 'UTC');
		expect(totals).toMatchObject({costUsd: 1.5, requests: 2, partial: true});
	});

	test('of nothing is a measured zero', () => {
		expect(reportToJson(sumReport([], 'day', 'Europe/Berlin'))).toMatchObject({
			schema: 1,
			by: 'day',
			timezone: 'Europe/Berlin',
			rows: [],
			totals: {costUsd: 0, backgroundUsd: 0, outputTokens: 0},
		});
	});
});

test('dollars in JSON have no digits that only arithmetic made', () => {
	const json = reportToJson(sumReport([entry({costUsd: 0.1}), entry({costUsd: 0.2})], 'project', 'UTC'));
	expect(JSON.stringify(json)).toContain('"costUsd":0.3,');
});

describe('CSV', () => {
	const csv = (...entries: ReportEntry[]) => reportToCsv(sumReport(entries, 'project', 'UTC')).split('\r\n');

	test('a header, a line for each row, and a line end after the last', () => {
		const [header, line, ...rest] = csv(entry({costUsd: 0.25}));
		expect(header).toMatch(/^key,name,inputTokens,outputTokens,/);
		expect(line).toMatch(/^web,,1,10,/);
		expect(rest).toEqual(['']);
	});

	test('quotes what would be taken for two fields or lines, and keeps a spreadsheet from running a name', () => {
		const [, line] = csv(entry({key: '=HYPERLINK("http://x")', name: 'a,"b"'}));
		expect(line).toMatch(/^"'=HYPERLINK\(""http:\/\/x""\)","a,""b""",/);
	});

	test('unknown figures are empty, not zero', () => {
		const [header = '', line = ''] = csv(entry({costUsd: null}));
		expect(line.split(',')[header.split(',').indexOf('costUsd')]).toBe('');
	});
});
