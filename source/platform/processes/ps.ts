/**
 * Processes of macOS, and of other systems without /proc: some ms each, for a run of `ps` or `lsof`. macOS shows the
 * variables of the user's own processes, and those of no program that is protected.
 */
import type {ProcessFacts, ProcessSource} from './source.ts';

/** What a program prints; null: it failed, which is how `ps` says that there is no such process. */
export type RunProgram = (program: string, args: readonly string[]) => string | null;

const runProgram: RunProgram = (program, args) => {
	// Linux needs none of it, and to load it takes as long as to open the database.
	const {execFileSync} = process.getBuiltinModule('node:child_process');
	try {
		return execFileSync(program, args, {
			encoding: 'utf8',
			timeout: 1000,
			// The start time is compared as text with what Claude Code wrote, and it asks in this language and zone.
			env: {...process.env, LC_ALL: 'C', TZ: 'UTC'},
			stdio: ['ignore', 'pipe', 'ignore'],
		});
	} catch {
		return null;
	}
};

export function createPsSource(run: RunProgram = runProgram): ProcessSource {
	/** `-ww`: whole, however long. `-E` puts the variables behind the arguments. */
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
		// Which blanks are within an argument is not to be seen.
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

/** Variables stand behind the arguments with a blank between; a value goes on until the next one's name. */
function findVariables(commandLine: string, names: readonly string[]): Record<string, string> {
	const found: Record<string, string> = {};
	for (const [, name = '', value = ''] of commandLine.matchAll(/(?<=\s)([A-Za-z_]\w*)=(.*?)(?=\s+[A-Za-z_]\w*=|$)/gs)) {
		if (names.includes(name)) found[name] = value;
	}
	return found;
}
