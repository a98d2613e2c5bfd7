/** The output streams and clock of the history's commands, and how they report problems. */
import {highestOf} from '../accounting/extremes.ts';
import type {Problem} from '../claude/events.ts';
import {problemText} from '../core/problems.ts';

/** A command's output stream; `process.stdout` and `process.stderr` fit. */
export interface CommandOutput {
	write(text: string): unknown;
	isTTY?: boolean;
	columns?: number;
}

export interface CommandIo {
	stdout: CommandOutput;
	stderr: CommandOutput;
	now(): number;
	/** Problems with the config file and the config folders. */
	problems?: readonly Problem[];
}

/**
 * Prints on standard error, one line each, problems with the config and what could not be read: sums may be too small
 * because of it. Returns all of them, for the JSON. `said` remembers what has been reported, for callers that read repeatedly.
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

/** A table as text; `alignment` has an `l` or `r` for each column. All characters must be one column wide. */
export function textTable(alignment: string, rows: readonly (readonly string[])[]): string[] {
	const widths = rows[0]!.map((_, column) => highestOf(rows.map(row => row[column]!.length)));
	const cellOf = (cell: string, column: number) =>
		alignment[column] === 'l' ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!);
	return rows.map(row => row.map(cellOf).join('  ').trimEnd());
}

/** Parses an option's value of decimal digits; NaN for anything else. */
export const wholeNumber = (text: string): number => (/^\d{1,15}$/.test(text) ? Number(text) : Number.NaN);
