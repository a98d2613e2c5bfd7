/** This ccmon's headless sessions: they take messages instead of keys, and queue them by themselves while busy. */
import {type Terminal, TerminalLostError} from './terminal.ts';

/** What is needed of a running session. */
export interface HeadlessRunner {
	readonly pid: number;
	send(text: string): void;
	interrupt(): void;
	/** Settled when it is gone. */
	end(): Promise<void>;
}

/** `find` returns the runner of a process; undefined: not one of ours, or it has ended. */
export function createHeadlessTerminal(find: (pid: number) => HeadlessRunner | undefined): Terminal {
	return {
		async reach({pid, kind}) {
			if (pid === null || kind !== 'headless' || !find(pid)) return null;
			const running = () => {
				const runner = find(pid);
				if (!runner) throw new TerminalLostError('the session has ended');
				return runner;
			};
			const channel = {
				send: async (text: string) => running().send(text),
				interrupt: async () => running().interrupt(),
				end: async () => running().end(),
			};
			return {ok: true, address: 'headless', way: {type: 'messages', channel}};
		},
	};
}
