/**
 * The mouse, where the config asks for it: the wheel moves, a click chooses a row. It acts on nothing: what a click could
 * hit may have moved a moment before. SGR reports: https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h2-Mouse-Tracking
 */
import type {ScreenParts} from './screen-context.tsx';

/** Enables reports of presses and the wheel, but not of movements. */
export const mouseOn = '\u001B[?1000h\u001B[?1006h';
export const mouseOff = '\u001B[?1006l\u001B[?1000l';

export type MouseEvent = {type: 'wheel'; by: -1 | 1} | {type: 'click'; line: number} | {type: 'other'};

const reports = /\u001B\[<(\d{1,3});\d{1,5};(\d{1,5})([Mm])/g;

function eventOf(button: string, line: string, end: string): MouseEvent {
	if (button === '64' || button === '65') return {type: 'wheel', by: button === '64' ? -1 : 1};
	return button === '0' && end === 'M' ? {type: 'click', line: Number(line) - 1} : {type: 'other'};
}

/** The mouse events in a text, and the text without its reports. */
export function splitReports(text: string): {events: MouseEvent[]; rest: string} {
	const events: MouseEvent[] = [];
	const rest = text.replace(reports, (_, button: string, line: string, end: string) => {
		events.push(eventOf(button, line, end));
		return '';
	});
	return {events, rest};
}

/**
 * Removes mouse reports from terminal input before Ink, which would discard them. Returns a function to
 * stop that. A report that is split over two reads is lost.
 */
export function takeReports(stdin: Pick<NodeJS.ReadStream, 'read'>, handle: (event: MouseEvent) => void): () => void {
	const {read} = stdin;
	stdin.read = size => {
		const chunk: string | Buffer | null = read.call(stdin, size);
		if (chunk === null) return null;
		const {events, rest} = splitReports(chunk.toString());
		for (const event of events) handle(event);
		return events.length === 0 ? chunk : rest;
	};
	return () => {
		stdin.read = read;
	};
}

/** Lines scrolled per step of the wheel. */
const wheelLines = 3;

export function handleMouse({screen, controller, measured}: ScreenParts, event: MouseEvent): void {
	const {dialog, view} = screen.getState();
	// A question is answered by keys.
	if (dialog !== null || event.type === 'other') return;
	const hasRows = view === 'list' || measured.cursorRows !== null;
	if (event.type === 'wheel') {
		controller.control.moveSelection(event.by * (hasRows ? 1 : wheelLines));
		return;
	}
	const row = event.line - measured.listLine;
	const count = view === 'list' ? controller.rows().length : (measured.cursorRows ?? 0);
	const index = measured.firstRow + row;
	if (hasRows && row >= 0 && row < measured.pageRows && index < count) controller.select(index);
}
