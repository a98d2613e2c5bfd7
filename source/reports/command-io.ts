/** What the history's commands write to, the clock they go by, and how they report what is wrong. */
import {highestOf} from '../accounting/extremes.ts';
import type {Problem} from '../claude/events.ts';
import {problemText} from '../core/problems.ts';

/** Where a command writes to; `process.stdout` and `process.stderr` fit. */
export interface CommandOutput {
	write(text: string): unknown;
	isTTY?: boolean;
	columns?: number;
}

export interface CommandIo {
	stdout: CommandOutput;
	stderr: CommandOutput;
	now(): number;
	/** What is wrong with the config file and the config folders. */
	problems?: readonly Problem[];
}

/**
 * Says on standard error, a line each, what is wrong with the config and what could not be read: sums may be too small
 * for it. Gives all of them, for the JSON. A caller that reads repeatedly keeps in `said` what has been reported already.
 */
export function sayProblems(
	found: readonly Problem[],
	{stderr, problems: known = []}: CommandIo,
	said = new Set<string>(),
): readonly Problem[] {
	const problems = [...known, ...found];
	for (const text of problems.map(problemText)) {
		if (!said.has(text)) stderr.write(`${text}\n`);
		said.add(text);
	}
	return problems;
}

/** Columns side by side; `alignment` has an `l` or `r` for each. The cells are of characters one column wide. */
export function textTable(alignment: string, rows: readonly (readonly string[])[]): string[] {
	const widths = rows[0]!.map((_, column) => highestOf(rows.map(row => row[column]!.length)));
	const cellOf = (cell: string, column: number) =>
		alignment[column] === 'l' ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!);
	return rows.map(row => row.map(cellOf).join('  ').trimEnd());
}

/** Of an option's value, in decimal digits alone; NaN: it is none. */
export const wholeNumber = (text: string): number => (/^\d{1,15}$/.test(text) ? Number(text) : Number.NaN);
