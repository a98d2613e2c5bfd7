/** Reads text with SGR sequences, as `tmux capture-pane -e` writes a screen, into rows of spans. */
import {appendSpan, type Look, type Screen, type Span} from './screen.ts';

/** CSI sequences, OSC sequences (links, titles), other two-character escapes, and shifts between character sets. */
const sequences = /\x1b\[([\d;:]*)([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]|[\x0e\x0f]/g;

/** Turns a capture into a screen. Unknown sequences are dropped; the attributes run on from row to row as they are written. */
export function parseAnsiScreen(capture: string, columns: number): Screen {
	const style: Look = {dim: false, inverse: false, coloured: false};
	const lines = capture.split('\n');
	if (lines.at(-1) === '') lines.pop();
	return {columns, rows: lines.map(line => parseRow(line, style))};
}

function parseRow(line: string, style: Look): Span[] {
	const row: Span[] = [];
	let from = 0;
	for (const match of line.matchAll(sequences)) {
		if (match.index > from) appendSpan(row, line.slice(from, match.index), style);
		from = match.index + match[0].length;
		if (match[2] === 'm') applySgr(match[1] ?? '', style);
	}
	if (from < line.length) appendSpan(row, line.slice(from), style);
	return row;
}

/** Colours take parameters of their own (38;5;N and 38;2;R;G;B), which must not be read as attributes. */
function applySgr(parameters: string, style: Look): void {
	const codes = parameters
		.split(';')
		.map(code => (code.includes(':') ? Number(code.split(':')[0]) + 0.5 : Number(code)));
	for (let index = 0; index < codes.length; index++) {
		const code = codes[index]!;
		if (code === 38 || code === 48 || code === 58) index += codes[index + 1] === 5 ? 2 : codes[index + 1] === 2 ? 4 : 0;
		if (code === 0) Object.assign(style, {dim: false, inverse: false, coloured: false});
		else if (code === 2) style.dim = true;
		else if (code === 22) style.dim = false;
		else if (code === 7) style.inverse = true;
		else if (code === 27) style.inverse = false;
		else if (code === 39) style.coloured = false;
		else if (Math.floor(code) === 38 || (code >= 30 && code <= 37) || (code >= 90 && code <= 97)) style.coloured = true;
	}
}
