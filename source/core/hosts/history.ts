/** What several machines have spent, as one report. */
import {noUsage, type TokenUsage} from '../../claude/usage.ts';
import {type Grouping, joinRows, type Report, type ReportRow, sortRows} from '../report.ts';
import type {Result} from './requests.ts';

/** A report that another machine has sent. */
export function receivedReport({by, timezone, rows, totals}: Result<'history'>): Report {
	return {by, timezone, rows: rows.map(received), totals: received({...totals, key: '', name: null})};
}

function received({messages, ...row}: Result<'history'>['rows'][number]): ReportRow {
	const {key, name, costUsd, backgroundUsd, basis, partial, unpricedModels} = row;
	const {calls, resultBytes = 0, subagentCalls = 0, subagentUsd = null} = row;
	const figures = Object.keys(noUsage) as (keyof TokenUsage)[];
	const usage = Object.fromEntries(figures.map(figure => [figure, row[figure]])) as unknown as TokenUsage;
	const tool = calls === undefined ? null : {calls, resultBytes, subagentCalls, subagentUsd: subagentUsd ?? 0};
	const rest = {requests: messages, tool};
	return {key, name, usage, costUsd, backgroundUsd, basis, partial, unpricedModels, ...rest};
}

/** Keys of these groupings mean the same on every machine; a project or a conversation belongs to one machine. */
const shared: readonly Grouping[] = ['day', 'week', 'month', 'model', 'cause', 'tool'];

/** The key of a joined report's row on one machine (null: this one); null if the row belongs to another machine. */
export function keyOn(
	host: string | null,
	{by, key}: {by: string; key: string},
	hosts: readonly string[],
): string | null {
	if (shared.some(grouping => grouping === by)) return key;
	const owner = hosts.find(name => key.startsWith(`${name}:`)) ?? null;
	if (owner !== host) return null;
	return owner === null ? key : key.slice(owner.length + 1);
}

/** `host`: null for this machine. All by the same grouping; null: there are none. */
export function joinReports(reports: readonly {host: string | null; report: Report}[]): Report | null {
	const [first] = reports;
	if (!first) return null;
	const {by, timezone} = first.report;
	const rows = new Map<string, ReportRow>();
	for (const {host, report} of reports) {
		for (const row of report.rows) {
			const isOwn = host === null || shared.includes(by);
			const key = isOwn ? row.key : `${host}:${row.key}`;
			// Written like a folder for `scp`, and like a session of that machine in the list.
			const name = `${host}${by === 'project' ? ':' : '/'}${row.name ?? row.key}`;
			const named = isOwn ? row : {...row, key, name};
			const known = rows.get(key);
			rows.set(key, known ? joinRows(known, named) : named);
		}
	}
	const totals = reports.map(({report}) => report.totals).reduce(joinRows);
	return {by, timezone, rows: sortRows([...rows.values()], by), totals};
}
