/**
 * The state of a headless Claude Code: busy from a message or the first sign of a turn until it reports that it is done.
 */
import type {Emit, ProcessInfo} from '../events.ts';

export interface HeadlessProcess {
	/** As it is now. */
	current(): ProcessInfo;
	/** Emits it if something has changed. */
	update(changes: Partial<ProcessInfo>): void;
	/** It works on something. */
	begin(changes?: Partial<ProcessInfo>): void;
	/** The turn is over. It is idle when it is done with all messages. */
	endTurn(): void;
	/** A message with this id was sent to it. */
	sent(messageId: string): void;
	/** It says how far it is with a message. Null: with one of which it says no id. */
	progress(messageId: string | null, isOver: boolean): void;
}

/** `clock`: ms since the epoch. */
export function createHeadlessProcess(started: ProcessInfo, emit: Emit, clock: () => number): HeadlessProcess {
	let process = started;
	let inTurn = false;
	/** Messages that it is not done with; versions that do not report when they are leave them to the turn's end. */
	const unfinished = new Set<string>();
	let reportsProgress = false;

	function update(changes: Partial<ProcessInfo>): void {
		const status = inTurn || unfinished.size > 0 ? 'busy' : 'idle';
		const next = {...process, ...changes, status} satisfies ProcessInfo;
		const keys = Object.keys(next) as (keyof ProcessInfo)[];
		if (keys.every(key => next[key] === process[key])) return;
		if (next.status !== process.status) next.statusSince = clock();
		process = next;
		emit({type: 'process.seen', process});
	}

	return {
		current: () => process,
		update,
		begin(changes = {}) {
			inTurn = true;
			update(changes);
		},
		endTurn() {
			inTurn = false;
			if (!reportsProgress) unfinished.clear();
			update({});
		},
		sent(messageId) {
			unfinished.add(messageId);
			update({});
		},
		progress(messageId, isOver) {
			reportsProgress = true;
			if (messageId !== null && isOver) unfinished.delete(messageId);
			update({});
		},
	};
}
