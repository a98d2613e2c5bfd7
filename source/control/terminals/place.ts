/**
 * Whether a session is still where its keys would go. The window may by now belong to another program: a shell after
 * Claude Code's end, an editor in front of it.
 */
import type {OtherReading} from '../../claude/screen/reading.ts';
import {readForeground} from '../../platform/foreground.ts';
import {isSameProcess, readTty} from '../../platform/process.ts';
import type {Target} from './terminal.ts';

export interface Place {
	/** The terminal device; null: whichever one the process has. */
	tty: string | null;
	/** For sentences: `tmux pane`, `terminal`. */
	noun: string;
}

/** Null: it is there and has the keyboard. */
export function notInPlace(
	{pid, procStart}: Pick<Target, 'pid' | 'procStart'>,
	{tty, noun}: Place,
): OtherReading | null {
	if (pid === null || !isSameProcess(pid, procStart)) return away('its process has ended');
	if (tty !== null && readTty(pid) !== tty) return away(`it has left its ${noun}`);
	const foreground = readForeground(pid);
	if (foreground === 'stopped') return away('it is suspended: run fg there to bring it back');
	return foreground === 'foreground' ? null : away(`another program has the keyboard in its ${noun}`);
}

export const elsewhere = (reason: string): OtherReading => ({kind: 'elsewhere', reason});
const away = (reason: string): OtherReading => ({...elsewhere(reason), away: true});
