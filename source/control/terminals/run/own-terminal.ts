/** The terminal of `ccmon run`: put into raw mode for Claude Code, and restored afterwards. */
import type {ReadStream, WriteStream} from 'node:tty';
import {writeNow} from '../../../platform/output.ts';

export interface OwnTerminal {
	/** Raw mode: keys arrive as pressed, including Ctrl-C and Ctrl-Z. Also works after somebody else has changed the mode. */
	take(): void;
	/** As the shell had it. */
	giveBack(): void;
	/** Switches off what a program left on without cleaning up. Written synchronously: the process may be ending. */
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
			// Node does nothing if it believes the terminal to be raw already.
			stdin.setRawMode(false);
			stdin.setRawMode(true);
		},
		giveBack: () => void stdin.setRawMode(false),
		// If the terminal is gone, there is nothing to restore.
		repair: () => void writeNow(stdout.fd, repairs),
		size: () => ({columns: stdout.columns || 80, rows: stdout.rows || 24}),
	};
}
