/**
 * Background sessions: `claude attach <job>` in a hidden terminal, opened for one action and left again. The
 * session runs under Claude Code's own daemon, attached or not.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import type {OtherReading, ScreenReading} from '../../claude/screen/reading.ts';
import {isSameProcess} from '../../platform/process.ts';
import type {Keyboard, Reach} from '../keyboard.ts';
import {claudeProgram, configVariables} from './claude-program.ts';
import {openHiddenTerminal} from './hidden-terminal.ts';
import {loadPty, type OpenPty} from './load-pty.ts';
import {readingOf} from './screen-model.ts';
import {byKeyboard, type Target, type Terminal, TerminalLostError} from './terminal.ts';
import {bytesKeyboard} from './window.ts';

const size = {columns: 120, rows: 40};
/** Milliseconds for the first screen, and for leaving. */
const openMs = 10_000;
const leaveMs = 1500;

export function createAttachTerminal(env: NodeJS.ProcessEnv, load: () => Promise<OpenPty | null> = loadPty): Terminal {
	return {
		async reach(target): Promise<Reach | null> {
			const {kind, jobId} = target;
			if (kind !== 'bg' || jobId === null) return null;
			const openPty = await load();
			if (!openPty) {
				return {ok: false, reason: 'the package @lydell/node-pty is missing: install it to reach background sessions'};
			}
			// It becomes an argument: only an id, never an option.
			if (!/^[\w][\w-]*$/.test(jobId)) return {ok: false, reason: 'its job has a strange name: no keys can be sent'};
			const command = attachCommand(target, jobId, env);
			return byKeyboard(`attach:${jobId}`, {
				open: () => openAttached(openPty, command, target),
				focus: async () => ({type: 'run', file: command.file, args: command.args, env: command.configEnv}),
			});
		},
	};
}

interface AttachCommand {
	file: string;
	args: readonly string[];
	/** The whole environment, for a hidden terminal. */
	env: NodeJS.ProcessEnv;
	/** What selects the session's config folder, for the user's terminal. */
	configEnv: Record<string, string>;
}

function attachCommand({pid, configDir}: Target, jobId: string, env: NodeJS.ProcessEnv): AttachCommand {
	const config = configVariables(configDir, env);
	return {
		file: claudeProgram(pid),
		args: ['attach', jobId],
		env: {...env, ...config},
		// ccmon's own variable cannot be removed there, only overridden.
		configEnv: config.CLAUDE_CONFIG_DIR || env.CLAUDE_CONFIG_DIR ? {CLAUDE_CONFIG_DIR: configDir} : {},
	};
}

async function openAttached(openPty: OpenPty, command: AttachCommand, target: Target): Promise<Keyboard> {
	const {file, args, env} = command;
	const terminal = await openHiddenTerminal(openPty, {file, args, env, ...size}, lost);
	const write = async (data: string) => {
		terminal.write(data);
		return true;
	};
	const read = async (): Promise<ScreenReading> => {
		const screen = await terminal.screen();
		return checkProcess(target) ?? readingOf(screen);
	};
	// Detaches; closing the terminal would do so, too, but less cleanly.
	const close = () => terminal.close(() => terminal.write('\x1a'), leaveMs);
	const {screen} = terminal;
	const bytes = bytesKeyboard({outlivesSession: false, showsColours: true, screen, read, write, close});
	const keyboard: Keyboard = {
		...bytes,
		// Before the session has its terminal, nothing there understands pastes.
		typeText: async (text, form) => terminal.takesPastes() && bytes.typeText(text, form),
	};
	await waitForScreen(keyboard);
	return keyboard;
}

/** Attaching takes a moment with an empty screen. Whether a prompt follows is for the caller to check. */
async function waitForScreen(keyboard: Keyboard): Promise<void> {
	const end = performance.now() + openMs;
	try {
		while ((await keyboard.read()).kind === 'elsewhere' && performance.now() < end) await sleep(100);
	} catch (error) {
		keyboard.close();
		throw error;
	}
}

function checkProcess({pid, procStart}: Target): OtherReading | null {
	if (pid !== null && isSameProcess(pid, procStart)) return null;
	return {kind: 'elsewhere', reason: 'its process has ended'};
}

const lost = () => new TerminalLostError('claude attach has ended: is the session still there?');
