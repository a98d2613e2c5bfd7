/** A terminal screen as text with the attributes that tell a draft from a hint. */

export interface Look {
	dim: boolean;
	inverse: boolean;
	/** Has a text colour of its own. */
	coloured: boolean;
}

/** A run of characters that look alike. */
export interface Span extends Look {
	text: string;
}

export interface Screen {
	columns: number;
	/** Top to bottom; rows below the last written one may be missing. */
	rows: readonly (readonly Span[])[];
}

export const rowText = (row: readonly Span[]): string => row.map(span => span.text).join('');

/** Adds text to a row, joined to the last run when it looks the same. */
export function appendSpan(row: Span[], text: string, {dim, inverse, coloured}: Look): void {
	const last = row.at(-1);
	if (last && last.dim === dim && last.inverse === inverse && last.coloured === coloured) last.text += text;
	else row.push({text, dim, inverse, coloured});
}
