/** Commands run in this process: in a home of their own, with what a person types in and sees of them. */
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {PassThrough} from 'node:stream';
import {vi} from 'vitest';
import {UsageError} from '../../source/cli/arguments.ts';
import type {Ran} from './ccmon.ts';
import {baseEnvironment, type TemporaryFolder, temporaryFolder} from './environment.ts';

export interface CommandHome extends TemporaryFolder {
	/** Claude Code's config folder. */
	configDir: string;
	/** ccmon's config file. */
	configFile: string;
	/** Where ccmon keeps its own files. */
	stateDir: string;
	writeConfig(toml: string): void;
}

const unset = ['XDG_CONFIG_HOME', 'XDG_STATE_HOME', 'XDG_CACHE_HOME', 'TMUX', 'TMUX_PANE', 'STY', 'VISUAL', 'EDITOR'];

/** A home, and an environment in which it is the only one. Its `remove` ends both. */
export function commandHome(): CommandHome {
	const folder = temporaryFolder('ccmon-command');
	const configDir = folder.at('.claude');
	const configFile = folder.at('.config', 'ccmon', 'config.toml');
	for (const name of [configDir, folder.at('run')]) mkdirSync(name, {mode: 0o700});
	const variables = {...baseEnvironment(), HOME: folder.path, CLAUDE_CONFIG_DIR: configDir};
	for (const name of unset) vi.stubEnv(name, undefined);
	for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
	// Sockets and tmux servers of the person are none of its business.
	for (const name of ['XDG_RUNTIME_DIR', 'TMUX_TMPDIR']) vi.stubEnv(name, folder.at('run'));
	return {
		...folder,
		configDir,
		configFile,
		stateDir: folder.at('.local', 'state', 'ccmon'),
		writeConfig(toml) {
			mkdirSync(path.dirname(configFile), {recursive: true});
			writeFileSync(configFile, toml);
		},
		remove() {
			vi.unstubAllEnvs();
			folder.remove();
		},
	};
}

export interface CommandTerminal {
	/** What is on standard input; it then ends. Null: it stays open. */
	stdin?: string | null;
	/** Which streams are a terminal. */
	isTTY?: {stdin?: boolean; stdout?: boolean};
}

/** Runs a command to its end as the entry does: a wrong command line becomes its message and code 2. */
export async function runCommand(command: () => Promise<number>, terminal: CommandTerminal = {}): Promise<Ran> {
	const {stdin = '', isTTY = {}} = terminal;
	const written = {stdout: '', stderr: ''};
	const input = new PassThrough();
	if (stdin !== null) input.end(stdin);
	const restore = [
		stopListening(),
		stub('stdin', Object.assign(input, {...asTerminal(input), isTTY: isTTY.stdin === true})),
	];
	for (const name of ['stdout', 'stderr'] as const) {
		const stream = Object.assign(new PassThrough(), {isTTY: isTTY[name as 'stdout'] === true, columns: 80, rows: 24});
		stream.on('data', text => {
			written[name] += text;
		});
		restore.push(stub(name, stream));
	}
	try {
		const code = await command().catch(error => {
			if (!(error instanceof UsageError)) throw error;
			process.stderr.write(`ccmon: ${error.message}\n`);
			return 2;
		});
		return {...written, code};
	} finally {
		for (const undo of restore) undo();
	}
}

/** What a terminal's input has besides. */
const asTerminal = (input: PassThrough) => ({setRawMode: () => input, ref: () => input, unref: () => input});

/** Returns what takes away the listeners for signals that were added since: a command's own end with its process. */
function stopListening(): () => void {
	const signals = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map(name => ({name, before: process.listeners(name)}));
	return () => {
		for (const {name, before} of signals) {
			for (const listener of process.listeners(name)) if (!before.includes(listener)) process.off(name, listener);
		}
	};
}

/** Puts a stream in the place of one of this process. */
function stub(name: 'stdin' | 'stdout' | 'stderr', stream: PassThrough): () => void {
	const before = Object.getOwnPropertyDescriptor(process, name)!;
	Object.defineProperty(process, name, {configurable: true, get: () => stream});
	return () => Object.defineProperty(process, name, before);
}
