/** A terminal screen as text with the two attributes that tell a draft from a hint. */

/** A run of characters that look alike. */
export interface Span {
	text: string;
	dim: boolean;
	inverse: boolean;
}

export interface Screen {
	columns: number;
	/** Top to bottom; rows below the last written one may be missing. */
	rows: readonly (readonly Span[])[];
}

export const rowText = (row: readonly Span[]): string => row.map(span => span.text).join('');

/** Adds text to a row, joined to the last run when it looks the same. */
export function appendSpan(row: Span[], text: string, dim: boolean, inverse: boolean): void {
	const last = row.at(-1);
	if (last && last.dim === dim && last.inverse === inverse) last.text += text;
	else row.push({text, dim, inverse});
}
