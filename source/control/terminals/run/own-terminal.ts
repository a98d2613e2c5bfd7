/** The terminal that `ccmon run` was started in: given to Claude Code key by key, and given back as it was. */
import type {ReadStream, WriteStream} from 'node:tty';
import {writeNow} from '../../../platform/output.ts';

export interface OwnTerminal {
	/** Keys come as they are pressed, Ctrl-C and Ctrl-Z included; also after somebody else has changed that. */
	take(): void;
	/** As the shell had it. */
	giveBack(): void;
	/** Ends what a program that could not clean up has left switched on. Written at once: the process may be ending. */
	repair(): void;
	size(): {columns: number; rows: number};
}

/**
 * What Claude Code switches on: pastes marked, mouse, focus reports, other keyboard protocols, synchronized drawing, the
 * alternate screen; and the cursor and colours (xterm's control sequences, and the kitty keyboard protocol).
 */
const repairs = [
	'\x1b[?2026l\x1b[?2004l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1004l\x1b[?2031l\x1b[>4m\x1b[<u',
	'\x1b[?1049l\x1b[?25h\x1b[m',
].join('');

export function ownTerminal(stdin: ReadStream, stdout: WriteStream & {fd: number}): OwnTerminal {
	return {
		take() {
			// Node leaves a terminal alone that it believes to be raw already.
			stdin.setRawMode(false);
			stdin.setRawMode(true);
		},
		giveBack: () => void stdin.setRawMode(false),
		// If the terminal is gone, so is what was to be repaired.
		repair: () => void writeNow(stdout.fd, repairs),
		size: () => ({columns: stdout.columns || 80, rows: stdout.rows || 24}),
	};
}
