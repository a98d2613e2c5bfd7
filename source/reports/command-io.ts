/** What the history's commands write to, and the clock they go by. */

/** Where a command writes to; `process.stdout` and `process.stderr` fit. */
export interface CommandOutput {
	write(text: string): unknown;
	isTTY?: boolean;
	columns?: number;
}

export interface CommandIo {
	stdout: CommandOutput;
	stderr: CommandOutput;
	now(): number;
}
