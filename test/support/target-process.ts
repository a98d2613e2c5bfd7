/** A program in a terminal of its own, in place of Claude Code, for the ways to a session's keyboard. */
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import type {Keyboard, Reach} from '../../source/control/keyboard.ts';
import type {Session} from '../../source/core/session.ts';
import {readProcessVariables, readProcStart, readTty} from '../../source/platform/process.ts';
import {openBareTerminal} from './bare-terminal.ts';
import {baseEnvironment, type TemporaryFolder, temporaryFolder} from './environment.ts';
import {fakeSession} from './fake-fleet.ts';
import {waitFor} from './wait.ts';

export interface TargetProcess {
	tty: string;
	/** The session that it plays. */
	target: Session;
	pid: number;
	close(): Promise<void>;
}

/** Started with these variables. */
export async function startTarget(
	variables: Record<string, string>,
	command: readonly string[] = ['sleep', '100'],
): Promise<TargetProcess> {
	const terminal = await openBareTerminal({command, cwd: '/', env: {...baseEnvironment(), ...variables}});
	const {pid} = terminal;
	// Until its program has taken over, a new process still has the environment of the one that made it.
	const has = () => readProcessVariables(pid, Object.keys(variables));
	await waitFor(() => isDeepStrictEqual({...has()}, variables), {what: 'its environment'});
	const tty = await waitFor(() => readTty(pid), {what: 'its terminal'});
	const target = fakeSession({kind: 'interactive', pid, procStart: readProcStart(pid)});
	return {tty, target, pid, close: terminal.close};
}

export interface TargetWithPrograms extends TargetProcess {
	/** Begins the PATH of `env`: `recordedProgram` puts stand-ins of programs there. */
	folder: TemporaryFolder;
	env: NodeJS.ProcessEnv;
}

export async function startTargetWithPrograms(variables: Record<string, string>): Promise<TargetWithPrograms> {
	const folder = temporaryFolder();
	const session = await startTarget(variables);
	return {
		...session,
		folder,
		env: {PATH: `${folder.path}:${process.env.PATH}`},
		async close() {
			await session.close();
			folder.remove();
		},
	};
}

/** The keyboard of a session that is reached. */
export async function openKeyboard(reach: Reach | null): Promise<Keyboard> {
	if (!reach?.ok || reach.way.type !== 'keyboard') throw new Error(`not reached: ${JSON.stringify(reach)}`);
	return reach.way.open();
}

/** A captured screen of Claude Code, 100 columns wide. */
export const capturedScreen = (name: string): string =>
	readFileSync(path.join(import.meta.dirname, `../fixtures/screens/${name}.100.ans`), 'utf8').trimEnd();
