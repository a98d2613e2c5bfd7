/** Keeps an error thrown by a timer, a watch or a listener from ending the program. */
import type {Problem} from '../claude/events.ts';

/**
 * Wraps a callback for a timer or an emitter: what it throws or rejects with becomes a problem to show, and the program goes
 * on. `what` names the work in that problem.
 */
export function guarded<Arguments extends unknown[]>(
	what: string,
	emit: (problem: Problem) => void,
	callback: (...args: Arguments) => unknown,
): (...args: Arguments) => void {
	const report = (error: unknown) => emit(faultOf(what, error));
	return (...args) => {
		try {
			const result = callback(...args);
			if (result instanceof Promise) result.catch(report);
		} catch (error) {
			report(error);
		}
	};
}

/** A bug in ccmon, as a problem to show. */
export function faultOf(what: string, error: unknown): Problem {
	const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
	const message = `A fault in ccmon (${reason}): what is shown may be incomplete. Please report it.`;
	return {type: 'problem', path: `ccmon: ${what}`, message, count: 1};
}
