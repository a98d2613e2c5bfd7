/** Where facts about processes come from: one implementation for /proc, one for the programs that other systems have. */

export interface ProcessFacts {
	/** `R`, `S`, `T`, `Z`, …, perhaps with more letters behind it. */
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

/** Nothing throws: null is a process that is gone, another user's, or a system that does not say. */
export interface ProcessSource {
	facts(pid: number): ProcessFacts | null;
	/** Those of `names` that it was started with. */
	variables(pid: number, names: readonly string[]): Record<string, string> | null;
	arguments(pid: number): string[] | null;
	/** The path of the program that it runs. */
	program(pid: number): string | null;
	/** The space in which pids mean something, as Claude Code writes `pidDomain`. */
	pidDomain(): string | null;
}
