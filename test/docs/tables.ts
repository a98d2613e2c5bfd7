/** Tables of a page in Markdown. */

export type Row = Readonly<Record<string, string>>;

/** Rows under the titles of their columns, of the table whose first title is `first`. Throws without one. */
export function tableOf(page: string, first: string): Row[] {
	const lines = page.split('\n');
	const start = lines.findIndex(line => cellsOf(line)[0] === first);
	if (start < 0) throw new Error(`no table whose first column is ${first}`);
	const titles = cellsOf(lines[start]!);
	const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
	const rows = lines.slice(start + 2, end < 0 ? undefined : end);
	return rows.map(line => {
		const cells = cellsOf(line);
		return Object.fromEntries(titles.map((title, index) => [title, cells[index] ?? '']));
	});
}

/** Code marks are left out. */
const cellsOf = (line: string) =>
	line
		.split('|')
		.slice(1, -1)
		.map(cell => cell.trim().replaceAll('`', ''));

/** `1,400`, `20 s`, `8.75 %` */
export const numberIn = (cell: string): number => Number.parseFloat(cell.replaceAll(',', ''));
