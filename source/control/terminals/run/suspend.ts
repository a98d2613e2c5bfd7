/**
 * Ctrl-Z. Claude Code gives its terminal back and sends itself SIGTSTP, which Linux ignores here: in the pseudo
 * terminal there is no shell that could wake it. So ccmon looks whether the pseudo terminal has line editing again, stops
 * itself for the shell that did start it, and sends SIGCONT, which Claude Code waits for, after `fg`.
 */
import {execa} from 'execa';
import {readForeground} from '../../../platform/foreground.ts';
import {readTty} from '../../../platform/process.ts';

export interface Suspension {
	/** Receives what the user types: Ctrl-Z is the moment to look. */
	sawInput(data: Buffer): void;
	close(): void;
}

export interface SuspendPorts {
	pid: number;
	/** Before ccmon stops, and after it was woken. */
	onStop(): void;
	onWake(): void;
}

/**
 * The key in the protocols that Claude Code may switch on: kitty's (CSI 122 ; 5 u; on other keyboards with theirs before it:
 * CSI 1103 : : 122 ; 5 u) and xterm's modifyOtherKeys (CSI 27 ; 5 ; 122 ~). The number after it, or before, is 1 and the modifiers.
 */
const zKey = /\x1b\[(?:(?:\d*:\d*:)?122(?::[\d:]*)?;(\d+)[\d:;]*u|27;(\d+);122~)/g;
const control = 4;
/** Caps Lock and Num Lock. */
const locks = 64 + 128;

/** As a control character, or in one of those protocols. */
function isCtrlZ(data: Buffer): boolean {
	if (data.includes(0x1a)) return true;
	const modifiers = [...data.toString('latin1').matchAll(zKey)].map(match => Number(match[1] ?? match[2]) - 1);
	return modifiers.some(pressed => (pressed & ~locks) === control);
}

const lookMs = 60;
const looks = 20;
/** If no shell could wake ccmon either, SIGTSTP does not stop it, and everything continues after this, in ms. */
const unstoppableMs = 200;

export function watchSuspension({pid, onStop, onWake}: SuspendPorts): Suspension {
	let looking = false;
	let closed = false;
	const look = async (left: number) => {
		if (closed || left === 0) {
			looking = false;
		} else if (readForeground(pid) === 'stopped' || (await editsLines(pid))) {
			if (!closed) await stopAndWait();
			looking = false;
		} else {
			setTimeout(look, lookMs, left - 1).unref();
		}
	};
	// After a SIGSTOP, which cannot be caught, the shell has changed the terminal.
	const onContinue = () => {
		if (!isStopping) onWake();
	};
	process.on('SIGCONT', onContinue);
	let isStopping = false;
	const stopAndWait = () =>
		new Promise<void>(resolve => {
			isStopping = true;
			onStop();
			const wake = () => {
				clearTimeout(timer);
				process.off('SIGCONT', wake);
				isStopping = false;
				if (!closed) onWake();
				signalGroup(pid, 'SIGCONT');
				resolve();
			};
			process.on('SIGCONT', wake);
			// The whole job, as the terminal would do it: ccmon may itself have been started by another program.
			process.kill(0, 'SIGTSTP');
			const timer = setTimeout(wake, unstoppableMs);
		});
	return {
		sawInput(data) {
			if (looking || !isCtrlZ(data)) return;
			looking = true;
			setTimeout(look, lookMs, looks).unref();
		},
		close() {
			closed = true;
			process.off('SIGCONT', onContinue);
		},
	};
}

/** Whether the process's terminal is in canonical mode. GNU and BSD name the terminal by different letters. */
async function editsLines(pid: number): Promise<boolean> {
	const tty = readTty(pid);
	if (tty === null) return false;
	const letter = process.platform === 'linux' ? '-F' : '-f';
	const {stdout} = await execa('stty', [letter, tty, '-a'], {reject: false, timeout: 1000});
	return /(?:^|\s)icanon/.test(stdout ?? '');
}

/** The child leads a group of its own in its pseudo terminal. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-pid, signal);
	} catch {
		// It has just ended.
	}
}
