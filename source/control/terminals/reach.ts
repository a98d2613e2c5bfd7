/** Finds a way to a session: asks each terminal in turn. If none reaches it, says why and what would help. */
import type {Reach} from '../keyboard.ts';
import {type Target, type Terminal, TerminalLostError} from './terminal.ts';

/** `terminals`: the most specific first, since a `ccmon run` may be inside tmux. */
export function createReach(terminals: readonly Terminal[]): (target: Target) => Promise<Reach> {
	return async target => {
		try {
			for (const terminal of terminals) {
				const reach = await terminal.reach(target);
				if (reach) return reach;
			}
			return {ok: false, reason: unreached(target)};
		} catch (error) {
			if (error instanceof TerminalLostError) return {ok: false, reason: error.message};
			throw error;
		}
	};
}

function unreached(target: Target): string {
	if (target.runsElsewhere) return 'it runs in another container or on another machine: no keys can be sent from here';
	if (target.pid === null) return 'its process is not known: no keys can be sent';
	if (target.kind === 'headless')
		return 'another program runs it headless, and only that one can send to it: start headless sessions with n to reach them';
	return 'it runs in a terminal that takes no keys from outside: start it in tmux or with `ccmon run` to reach it from here';
}
