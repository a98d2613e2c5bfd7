/**
 * Processes on macOS and other systems without /proc: a few ms each, for a run of `ps` or `lsof`. macOS shows the
 * variables of the user's own processes, except for protected programs.
 */
import type {ProcessFacts, ProcessSource} from './source.ts';

/** A program's output; null: it failed, which is how `ps` says that there is no such process. */
export type RunProgram = (program: string, args: readonly string[]) => string | null;

const runProgram: RunProgram = (program, args) => {
	// Loaded here because Linux does not need it, and loading takes as long as opening the database.
	const {execFileSync} = process.getBuiltinModule('node:child_process');
	try {
		return execFileSync(program, args, {
			encoding: 'utf8',
			timeout: 1000,
			// The start time is compared as text with Claude Code's, which uses this locale and zone.
			env: {...process.env, LC_ALL: 'C', TZ: 'UTC'},
			stdio: ['ignore', 'pipe', 'ignore'],
		});
	} catch {
		return null;
	}
};

export function createPsSource(run: RunProgram = runProgram): ProcessSource {
	/** `-ww`: without cutting. `-E` appends the variables to the arguments. */
	const commandLine = (pid: number, ...options: string[]) =>
		run('ps', [...options, '-ww', '-o', 'command=', '-p', `${pid}`])?.trimEnd() || null;
	return {
		facts(pid) {
			const answer = run('ps', ['-o', 'stat=,ppid=,pgid=,tpgid=,tty=,lstart=', '-p', String(pid)]);
			return answer === null ? null : parsePsLine(answer);
		},
		variables(pid, names) {
			const answer = commandLine(pid, '-E');
			return answer === null ? null : findVariables(answer, names);
		},
		// Blanks within arguments cannot be told apart.
		arguments: pid => commandLine(pid)?.split(/\s+/) ?? null,
		program(pid) {
			const answer = run('lsof', ['-a', '-p', String(pid), '-d', 'txt', '-Fn']);
			return /^n(\/.+)$/m.exec(answer ?? '')?.[1] ?? null;
		},
		pidDomain: () => null,
	};
}

/** `S+  812  900  900 ttys003  Fri Nov 27 16:18:50 2026`. Null: no such line. */
export function parsePsLine(line: string): ProcessFacts | null {
	const match = /^\s*(\S+)\s+(\d+)\s+(\d+)\s+(-?\d+)\s+(\S+)\s+(\S.*?)\s*$/.exec(line);
	if (!match) return null;
	const [, state = '', parentPid, group, terminalGroup, tty = '', start = ''] = match;
	return {
		state,
		parentPid: Number(parentPid),
		group: Number(group),
		terminalGroup: Number(terminalGroup),
		tty: /^[?-]/.test(tty) ? null : `/dev/${tty}`,
		start,
	};
}

/** Variables follow the arguments, separated by blanks; a value extends to the next variable's name. */
function findVariables(commandLine: string, names: readonly string[]): Record<string, string> {
	const found: Record<string, string> = {};
	for (const [, name = '', value = ''] of commandLine.matchAll(/(?<=\s)([A-Za-z_]\w*)=(.*?)(?=\s+[A-Za-z_]\w*=|$)/gs)) {
		if (names.includes(name)) found[name] = value;
	}
	return found;
}
