/**
 * Leaves out what was spent under other config folders. Telemetry names a conversation but not its folder, and a status
 * line names the folder as it was called then: both count once a transcript or the registry of a wanted folder names the
 * same conversation.
 */
import type {Emit, SessionEvent} from '../claude/events.ts';

export interface FolderFilter {
	/** For what was read in the wanted folders. */
	own: Emit;
	/** For telemetry, which arrives from everywhere. */
	shared: Emit;
	/** For what names another folder as its origin. */
	other: Emit;
}

/** `strict`: a conversation that only telemetry knows does not count. */
export function createFolderFilter({strict, emit}: {strict: boolean; emit: Emit}): FolderFilter {
	const known = new Set<string>();
	const elsewhere = new Set<string>();
	const held = new Map<string, SessionEvent[]>();

	const hold = (sessionId: string, event: SessionEvent) => {
		const events = held.get(sessionId) ?? [];
		events.push(event);
		held.set(sessionId, events);
	};

	return {
		own(event) {
			emit(event);
			const sessionId = sessionIdOf(event);
			if (sessionId === null || known.has(sessionId)) return;
			known.add(sessionId);
			for (const earlier of held.get(sessionId) ?? []) emit(earlier);
			held.delete(sessionId);
		},
		shared(event) {
			const sessionId = sessionIdOf(event);
			if (sessionId !== null && !known.has(sessionId) && (strict || elsewhere.has(sessionId))) hold(sessionId, event);
			else emit(event);
		},
		other(event) {
			const sessionId = sessionIdOf(event);
			if (sessionId === null || known.has(sessionId)) {
				emit(event);
				return;
			}
			elsewhere.add(sessionId);
			hold(sessionId, event);
		},
	};
}

function sessionIdOf(event: SessionEvent): string | null {
	if (event.type === 'process.seen') return event.process.sessionId;
	return 'sessionId' in event ? event.sessionId : null;
}
