/** The table of bench/RESULTS.md: a row for each measurement, a column for each version. */
import os from 'node:os';
import type {Row} from './row.ts';

const unknown = '–';
const firstTitle = 'row';
const machineRow = 'measured';

/** Names have counts in them that differ from run to run: `of 296`. */
const sameName = (name: string) => name.replace(/\d[\d.,]*/g, '#');

/** When and on what: `2026-11-27, Node 24.21.0, 2 × AMD EPYC, load 0.12`. The load is that of the minute before. */
export function describeMachine(now: Date): string {
	const processors = os.cpus();
	const model = processors[0]?.model.trim() ?? 'unknown processor';
	const [load = 0] = os.loadavg();
	return `${now.toISOString().slice(0, 10)}, Node ${process.versions.node}, ${processors.length} × ${model}, load ${load.toFixed(2)}`;
}

/** The page with what was measured in the column of `version`, which is added where there is none. Other cells stay. */
export function withResults(page: string, version: string, machine: string, measured: readonly Row[]): string {
	const lines = page.split('\n');
	const start = lines.findIndex(line => cellsOf(line)[0] === firstTitle);
	if (start < 0) throw new Error(`There is no table that begins with | ${firstTitle} |.`);
	const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
	const titles = cellsOf(lines[start]!);
	const column = titles.includes(version) ? titles.indexOf(version) : titles.push(version) - 1;
	const rows = lines.slice(start + 2, end < 0 ? undefined : end).map(cellsOf);

	const enter = (name: string, value: string) => {
		const found = rows.find(([known = '']) => sameName(known) === sameName(name));
		const row = found ?? [name];
		if (!found) rows.push(row);
		while (row.length < titles.length) row.push(unknown);
		row[column] = value;
	};
	enter(machineRow, machine);
	for (const {name, value, ok} of measured) enter(name, ok ? value : `${value} ✗`);
	for (const row of rows) while (row.length < titles.length) row.push(unknown);

	const table = [titles, titles.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`);
	return [...lines.slice(0, start), ...table, ...(end < 0 ? [] : lines.slice(end))].join('\n');
}

const cellsOf = (line: string): string[] =>
	line
		.split('|')
		.slice(1, -1)
		.map(cell => cell.trim());
