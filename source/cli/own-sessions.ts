/**
 * This ccmon's own headless sessions, which the registry lists as well: ccmon reports more about them, and sooner. Only
 * the name comes from the registry: it is how every other ccmon shows the session, and `ccmon send` finds it.
 */
import type {Emit, ProcessInfo, SessionEvent} from '../claude/events.ts';

export interface OwnSessions {
	/** For events of the sessions that this ccmon runs. */
	acceptOwn: Emit;
	/** For events of the registry. */
	acceptRegistry: Emit;
}

export function createOwnSessions(accept: Emit): OwnSessions {
	/** By pid. */
	const own = new Map<number, ProcessInfo>();

	function show(pid: number, seen: ProcessInfo): void {
		const process = {...seen, name: seen.name ?? own.get(pid)?.name ?? null};
		own.set(pid, process);
		accept({type: 'process.seen', process});
	}

	return {
		acceptOwn(event) {
			const pid = pidOf(event);
			if (event.type === 'process.seen' && pid !== null) return show(pid, event.process);
			accept(event);
			if (event.type === 'process.gone' && pid !== null) own.delete(pid);
		},
		acceptRegistry(event) {
			const pid = pidOf(event);
			const mine = pid === null ? undefined : own.get(pid);
			if (pid === null || !mine) return accept(event);
			const name = event.type === 'process.seen' ? event.process.name : null;
			if (name !== null && name !== mine.name) show(pid, {...mine, name});
		},
	};
}

function pidOf(event: SessionEvent): number | null {
	if (event.type === 'process.seen') return event.process.pid;
	return event.type === 'process.gone' ? event.pid : null;
}
