/**
 * Conversations that are over, kept as sums. When something happens in one, it is opened with all its requests. What
 * status lines and .claude.json say about closed conversations is held back until then: they cover months.
 */
import type {BusyMinutes} from '../accounting/busy-minutes.ts';
import type {FinishedConversation} from '../accounting/stored-conversation.ts';
import type {SessionEvent} from '../claude/events.ts';

export interface FinishedSessions {
	/** Replaces those set before. */
	set(next: Iterable<FinishedConversation>): void;
	add(sums: FinishedConversation): void;
	/** Drops those that are no longer needed. */
	keep(isOfUse: (sums: FinishedConversation) => boolean): void;
	all(): Iterable<FinishedConversation>;
	/** Only for events of conversations that are not open. True: held, so the conversation need not be opened for it. */
	hold(event: SessionEvent): boolean;
	/** Removes a conversation that is being opened, and returns the events held for it. */
	open(sessionId: string): readonly SessionEvent[];
}

/** `minutes`: of all conversations together. */
export function createFinishedSessions(minutes: () => BusyMinutes): FinishedSessions {
	let finished = new Map<string, FinishedConversation>();
	/** The newest of each source and conversation. */
	const held = new Map<string, Map<string, SessionEvent>>();

	const addMinutes = (list: readonly number[], sign: 1 | -1) => {
		for (let index = 0; index < list.length; index += 3)
			minutes().add(list[index]! * 60_000, sign * list[index + 1]!, sign * list[index + 2]!);
	};

	return {
		set(next) {
			for (const sums of finished.values()) addMinutes(sums.minutes, -1);
			finished = new Map([...next].map(sums => [sums.facts.sessionId, sums]));
			for (const sums of finished.values()) addMinutes(sums.minutes, 1);
		},
		add(sums) {
			finished.set(sums.facts.sessionId, sums);
			addMinutes(sums.minutes, 1);
		},
		keep(isOfUse) {
			for (const [sessionId, sums] of finished) {
				if (isOfUse(sums)) continue;
				addMinutes(sums.minutes, -1);
				finished.delete(sessionId);
			}
		},
		all: () => finished.values(),
		hold(event) {
			const source = event.type === 'reported' ? event.origin : event.type;
			if (source !== 'statusline' && source !== 'claude.json') return false;
			if (!('sessionId' in event)) return false;
			const {sessionId} = event;
			const events = held.get(sessionId) ?? new Map<string, SessionEvent>();
			held.set(sessionId, events.set(`${event.type} ${source}`, event));
			const sums = finished.get(sessionId);
			if (sums && event.type === 'statusline') {
				const facts = {...sums.facts, statusline: event};
				finished.set(sessionId, {...sums, facts, spending: {...sums.spending}});
			}
			return true;
		},
		open(sessionId) {
			const sums = finished.get(sessionId);
			if (sums) addMinutes(sums.minutes, -1);
			finished.delete(sessionId);
			const events = held.get(sessionId);
			held.delete(sessionId);
			// The index does not keep status lines.
			const {statusline = null} = sums?.facts ?? {};
			return [...(statusline ? [statusline] : []), ...(events?.values() ?? [])];
		},
	};
}
