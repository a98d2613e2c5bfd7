/**
 * `ccmon run`: Claude Code in this terminal, with a pseudo terminal in between. Bytes are passed on unchanged
 * in both directions; in addition, a model of the screen is kept, and a socket lets ccmon read it and type.
 */
import {constants} from 'node:os';
import type {ReadStream, WriteStream} from 'node:tty';
import {statOrNull} from '../../../platform/files.ts';
import {readForeground} from '../../../platform/foreground.ts';
import {readProcStart} from '../../../platform/process.ts';
import {isProgram} from '../../../platform/programs.ts';
import {keyBytes, textBytes} from '../key-bytes.ts';
import {loadPty, type OpenPty, type PseudoTerminal} from '../load-pty.ts';
import {showsDialog} from '../same-dialog.ts';
import {createScreenModel, readingOf, type ScreenModel} from '../screen-model.ts';
import {type Served, type ServedTerminal, serveTerminal} from '../socket/serve.ts';
import {findClaude} from './find-claude.ts';
import {createInputGate, type InputGate} from './input-gate.ts';
import {type OwnTerminal, ownTerminal} from './own-terminal.ts';
import {cannotRun, endedBy, type RunEnd, runPlainly} from './plain.ts';
import {signalGroup, watchSuspension} from './suspend.ts';

export interface RunOptions {
	/** Passed on unchanged. */
	env: NodeJS.ProcessEnv;
	cwd: string;
	/** For the socket. */
	runtimeDir: string;
	stdin: ReadStream;
	stdout: WriteStream & {fd: number};
	/** Prints a line for the user, before or after Claude Code has the terminal. */
	say(line: string): void;
	/** Where pseudo terminals come from; for tests. */
	load?: () => Promise<OpenPty | null>;
}

/** How long Claude Code has to end after its terminal is gone, in ms. */
const lostMs = 3000;

/** Runs Claude Code until it ends. Its failures are exit codes, not errors. */
export async function runClaude(args: readonly string[], options: RunOptions): Promise<RunEnd> {
	const {env, cwd, runtimeDir, stdin, stdout, say, load = loadPty} = options;
	const file = findClaude(env, cwd);
	if (file === null) {
		say('ccmon: there is no claude on the PATH. See https://code.claude.com/docs/en/setup');
		return {code: 127, signal: null};
	}
	if (!isProgram(file)) return cannotRun(file, statOrNull(file) ? 'EACCES' : 'ENOENT', say);
	if (!stdin.isTTY || !stdout.isTTY) return runPlainly(file, args, options);
	const openPty = await load();
	if (!openPty) {
		say('ccmon: the package @lydell/node-pty is missing: ccmon will not be able to type into this session.');
		return runPlainly(file, args, options);
	}
	const own = ownTerminal(stdin, stdout);
	const model = await createScreenModel(own.size().columns, own.size().rows);
	const pty = openPty(file, args, {...own.size(), cwd, env});
	const {gate, ended} = connect(pty, model, own, stdin, stdout);
	const served = serveTerminal(runtimeDir, serveable(pty, model, gate));
	const end = await ended;
	served.close();
	model.close();
	await sayUnreachable(served, say);
	return end;
}

/** Joins the two terminals until the child has ended and all it wrote is written. */
function connect(
	pty: PseudoTerminal,
	model: ScreenModel,
	own: OwnTerminal,
	stdin: ReadStream,
	stdout: WriteStream & {fd: number},
): {gate: InputGate; ended: Promise<RunEnd>} {
	const gate = createInputGate(data => pty.write(data));
	const resize = () => {
		const {columns, rows} = own.size();
		pty.resize(columns, rows);
		model.resize(columns, rows);
	};
	const suspension = watchSuspension({
		pid: pty.pid,
		onStop: own.giveBack,
		onWake() {
			own.take();
			resize();
		},
	});
	const onInput = (data: Buffer) => {
		gate.person(data);
		suspension.sawInput(data);
	};
	// The terminal is gone: Claude Code gets the signal that it would get there, and another one if it ignores that.
	const onLost = () => {
		signalGroup(pty.pid, 'SIGHUP');
		setTimeout(() => signalGroup(pty.pid, 'SIGTERM'), lostMs).unref();
	};
	const signals = (['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const).map(signal => {
		const pass = () => signalGroup(pty.pid, signal);
		process.on(signal, pass);
		return {signal, pass};
	});
	// Runs after a crash as well: the last chance to leave a usable terminal.
	const onExit = () => {
		own.repair();
		own.giveBack();
	};
	process.on('exit', onExit);
	own.take();
	stdin.on('data', onInput).on('error', onLost).on('end', onLost);
	stdout.on('resize', resize).on('error', onLost);
	pty.onData(data => {
		model.write(data);
		if (stdout.write(data) || stdout.destroyed) return;
		pty.pause();
		stdout.once('drain', () => pty.resume());
	});
	const ended = new Promise<RunEnd>(resolve => {
		pty.onExit(({code, signal}) => {
			suspension.close();
			for (const {signal: name, pass} of signals) process.off(name, pass);
			process.off('exit', onExit);
			stdin.off('data', onInput).off('end', onLost).pause();
			stdout.off('resize', resize);
			if (signal !== 0) own.repair();
			own.giveBack();
			const name = signalName(signal);
			resolve(name ? endedBy(name) : {code, signal: null});
		});
	});
	return {gate, ended};
}

function signalName(number: number): NodeJS.Signals | null {
	const found = Object.entries(constants.signals).find(([, value]) => value === number);
	return (found?.[0] as NodeJS.Signals | undefined) ?? null;
}

/** What the socket offers. Checked right before typing: a stopped child would read the keys much later. */
function serveable(pty: PseudoTerminal, model: ScreenModel, gate: InputGate): ServedTerminal {
	const isListening = () => readForeground(pty.pid) === 'foreground';
	return {
		pid: pty.pid,
		procStart: readProcStart(pty.pid),
		screen: model.read,
		type: async (text, form) => isListening() && model.takesPastes() && gate.remote(textBytes(text, form)),
		async answer(digit, dialog) {
			if (!isListening()) return false;
			return showsDialog(readingOf(await model.read()), dialog) && gate.remoteNow(`${digit}`);
		},
		press: async (key, times) => isListening() && gate.remote(keyBytes[key].repeat(times)),
	};
}

async function sayUnreachable({ready}: Served, say: RunOptions['say']): Promise<void> {
	const reason = await ready;
	if (reason !== null) say(`ccmon: this session could not be reached from outside: ${reason}`);
}
