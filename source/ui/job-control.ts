/** Ctrl-Z and `fg`: the terminal is restored before the process stops, and taken again when it continues. */

export interface JobControl {
	/** Stops this process and its group, as Ctrl-Z does in a terminal that handles the key itself. */
	suspend(): void;
	stop(): void;
}

/** A stop signal may reach the process a moment after it was sent: timers do not run while it is stopped. */
const settleMs = 30;

/** What must pause while the process is stopped, e.g. a port on which others wait for an answer. */
export interface StopHooks {
	beforeStop(): Promise<void>;
	afterStop(): void;
}

export interface JobControlOptions {
	/** Whether the terminal was handed over to a program that takes care of it. */
	isAway(): boolean;
	hooks?: StopHooks;
}

export function createJobControl(
	handOver: (task: () => Promise<void>) => Promise<void>,
	{isAway, hooks}: JobControlOptions,
): JobControl {
	async function stopProcess(pid: number): Promise<void> {
		if (isAway()) return;
		try {
			await handOver(async () => {
				await hooks?.beforeStop();
				// Without a listener the signal has its default effect: stop.
				process.off('SIGTSTP', onStop);
				process.kill(pid, 'SIGTSTP');
				await new Promise(resolve => setTimeout(resolve, settleMs));
			});
		} finally {
			process.on('SIGTSTP', onStop);
			hooks?.afterStop();
		}
	}

	const onStop = () => void stopProcess(process.pid);
	// Continued after a SIGSTOP, which cannot be caught: the shell may have changed the terminal.
	const onContinue = () => {
		if (!isAway()) void handOver(async () => {});
	};
	process.on('SIGTSTP', onStop);
	process.on('SIGCONT', onContinue);

	return {
		// 0: the whole group, so that a wrapper such as npm stops with it.
		suspend: () => void stopProcess(0),
		stop() {
			process.off('SIGTSTP', onStop);
			process.off('SIGCONT', onContinue);
		},
	};
}
