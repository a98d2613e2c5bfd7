import {expect, test} from 'vitest';
import {noUsage} from '../../../source/claude/usage.ts';
import {joinReports, keyOn, receivedReport} from '../../../source/core/hosts/history.ts';
import {parseResult} from '../../../source/core/hosts/requests.ts';
import {type Grouping, type ReportEntry, reportToJson, sumReport} from '../../../source/core/report.ts';

const entry = (key: string, costUsd: number | null, name: string | null = null): ReportEntry => ({
	...{key, name, costUsd, model: 'claude-opus-4-5', purpose: 'main', requests: 2, basis: 'telemetry'},
	...{usage: {...noUsage, outputTokens: 100}, partial: costUsd === null},
});

/** As it comes from another machine. */
const sent = (entries: readonly ReportEntry[], by: Grouping) =>
	receivedReport(parseResult('history', reportToJson(sumReport(entries, by, 'Asia/Tokyo')))!);

test('days are added up, in their order', () => {
	const here = sumReport([entry('2026-11-20', 1), entry('2026-11-22', 4)], 'day', 'UTC');
	const there = sent([entry('2026-11-21', 2), entry('2026-11-22', null)], 'day');
	const joined = joinReports([
		{host: null, report: here},
		{host: 'box', report: there},
	]);
	expect(joined?.rows.map(({key, costUsd, requests, partial}) => [key, costUsd, requests, partial])).toEqual([
		['2026-11-20', 1, 2, false],
		['2026-11-21', 2, 2, false],
		['2026-11-22', 4, 4, true],
	]);
	expect(joined?.totals).toMatchObject({costUsd: 7, requests: 8, partial: true, usage: {outputTokens: 400}});
	expect(joined?.timezone).toBe('UTC');
});

test('a model is the same everywhere; a project of another machine has its name before it', () => {
	const of = (by: Grouping, key: string) =>
		joinReports([
			{host: null, report: sumReport([entry(key, 1)], by, 'UTC')},
			{host: 'box', report: sent([entry(key, 3, '~/api')], by)},
		])?.rows.map(({key, name, costUsd}) => [key, name, costUsd]);
	expect(of('model', 'claude-opus-4-5')).toEqual([['claude-opus-4-5', null, 4]]);
	expect(of('session', 'id-1')?.[0]).toEqual(['box:id-1', 'box/~/api', 3]);
	expect(of('project', '/work/api')).toEqual([
		['box:/work/api', 'box:~/api', 3],
		['/work/api', null, 1],
	]);
});

test('without machines there is no report', () => {
	expect(joinReports([])).toBeNull();
});

test('a row is opened on its own machine', () => {
	const hosts = ['box', 'dev'];
	const project = {by: 'project', key: 'box:/work/api'};
	expect([null, 'box', 'dev'].map(host => keyOn(host, project, hosts))).toEqual([null, '/work/api', null]);
	expect([null, 'box'].map(host => keyOn(host, {by: 'project', key: '/work/api'}, hosts))).toEqual(['/work/api', null]);
	expect([null, 'box'].map(host => keyOn(host, {by: 'day', key: '2026-11-20'}, hosts))).toEqual([
		'2026-11-20',
		'2026-11-20',
	]);
});
