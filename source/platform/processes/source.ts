/** The source of facts about processes: one implementation for /proc, one for other systems' programs. */

export interface ProcessFacts {
	/** `R`, `S`, `T`, `Z`, …, possibly followed by more letters. */
	state: string;
	parentPid: number;
	/** Process group, and the group that has the keyboard of its terminal; 0 or -1: none. */
	group: number;
	terminalGroup: number;
	/** The path of its controlling terminal; null: none. */
	tty: string | null;
	/** When it started, spelled as Claude Code's registry spells `procStart` on this system. */
	start: string;
}

/** Never throws: null means gone, another user's, or unknown on this system. */
export interface ProcessSource {
	facts(pid: number): ProcessFacts | null;
	/** The variables in `names` that it was started with. */
	variables(pid: number, names: readonly string[]): Record<string, string> | null;
	arguments(pid: number): string[] | null;
	/** The path of the program that it runs. */
	program(pid: number): string | null;
	/** The space in which pids mean something, as Claude Code writes `pidDomain`. */
	pidDomain(): string | null;
}
