/**
 * Which of Claude Code's events were received, and so whether any were lost. Claude Code numbers the events of each
 * process from 0 on (`event.sequence`) without naming the process, and a process goes from one conversation to the next
 * (`/clear`, `/resume`, `/branch`) while the numbers go on. A run is what is known of one process: stretches of numbers
 * that arrived, each of one conversation. Pure; nothing here reads a clock.
 */

import type {LogEvent} from './logs.ts';
import type {TelemetryCoverage} from './telemetry-seen.ts';

interface Stretch {
	sessionId: string;
	first: number;
	last: number;
	firstAt: number;
	lastAt: number;
	/** The last slash command among its events, by which the process may have gone to another conversation. */
	command: string | null;
}

export interface Run {
	/** In ascending order, without overlap. */
	stretches: Stretch[];
}

/** What is known of a conversation besides its events. */
export interface SessionFacts {
	/** Its process began with it. */
	fresh: boolean;
	/** A metric of it was received. */
	metrics: boolean;
}

/** Commands that begin a conversation of its own; after any other, it may be an old one. */
const beginners = new Set(['clear', 'new', 'reset', 'branch', 'fork']);
const leavers = new Set([...beginners, 'resume', 'continue']);

/** Times and numbers rise together; up to this much disorder it is still the same process. */
const slackMs = 1000;

/** A sender that invents gaps must not grow a run without bound: further ones are as good as a new run. */
const maxStretches = 500;

export type NumberedEvent = LogEvent & {sequence: number};

/** Adds the event to the run. `conflict`: it cannot have come from this process. */
export function placeEvent(run: Run, event: NumberedEvent): 'added' | 'duplicate' | 'conflict' {
	const {stretches} = run;
	const {sessionId, sequence, at} = event;
	const index = findStretch(stretches, sequence);
	const inside = stretches[index];
	if (inside && inside.first <= sequence) {
		const same = inside.sessionId === sessionId && at >= inside.firstAt - slackMs && at <= inside.lastAt + slackMs;
		return same ? 'duplicate' : 'conflict';
	}
	const before = stretches[index - 1];
	if ((before && before.lastAt > at + slackMs) || (inside && at > inside.firstAt + slackMs)) return 'conflict';

	const continues = before?.sessionId === sessionId && before.last === sequence - 1;
	const precedes = inside?.sessionId === sessionId && inside.first === sequence + 1;
	if (continues) {
		before.last = sequence;
		before.lastAt = Math.max(before.lastAt, at);
		before.command = event.command ?? before.command;
		if (precedes) {
			before.last = inside.last;
			before.lastAt = Math.max(before.lastAt, inside.lastAt);
			before.command = inside.command ?? before.command;
			stretches.splice(index, 1);
		}
	} else if (precedes) {
		inside.first = sequence;
		inside.firstAt = Math.min(inside.firstAt, at);
		inside.command ??= event.command;
	} else {
		if (stretches.length >= maxStretches) return 'conflict';
		const {command} = event;
		stretches.splice(index, 0, {sessionId, first: sequence, last: sequence, firstAt: at, lastAt: at, command});
	}
	return 'added';
}

/** The first stretch that ends at or after the number. Nearly always that is behind the last one. */
function findStretch(stretches: readonly Stretch[], sequence: number): number {
	let index = stretches.length;
	while (index > 0 && stretches[index - 1]!.last >= sequence) index--;
	return index;
}

/** Whether the event has the number after the last one, or one that arrived already. */
export function isNext({stretches}: Run, {sequence}: NumberedEvent): boolean {
	const last = stretches.at(-1);
	return last !== undefined && sequence <= last.last + 1;
}

/**
 * Whether the event may be what this run did next, in another conversation than before. Next numbers alone would join
 * processes by chance: the run must have been about to leave its conversation.
 */
export function mayFollow({stretches}: Run, {sequence, at}: NumberedEvent): boolean {
	const last = stretches.at(-1);
	if (!last || last.last !== sequence - 1 || last.lastAt > at + slackMs) return false;
	return last.command !== null && leavers.has(last.command);
}

/**
 * What was received of a conversation, over all runs it took part in. Numbers missing at the edge of another
 * conversation count for both: nobody knows whose they were.
 */
export function coverageOf(
	sessionId: string,
	runs: readonly Run[],
	factsOf: (sessionId: string) => SessionFacts,
): TelemetryCoverage {
	let lostEvents = 0;
	let start: {run: Run; index: number} | null = null;
	for (const run of runs) {
		for (const [index, stretch] of run.stretches.entries()) {
			if (stretch.sessionId !== sessionId) continue;
			if (start === null || stretch.firstAt < stretchAt(start).firstAt) start = {run, index};
		}
	}
	if (start === null) return {type: 'telemetry.coverage', sessionId, fromStart: false, lostEvents, firstEventAt: null};
	for (const run of runs) {
		for (const [index, stretch] of run.stretches.entries()) {
			const before = run.stretches[index - 1];
			if (stretch.sessionId !== sessionId && before?.sessionId !== sessionId) continue;
			// Events before the first one seen are not counted as lost: `fromStart` says that they are missing.
			if (before === undefined && run === start.run) continue;
			lostEvents += stretch.first - (before ? before.last + 1 : 0);
		}
	}
	const {firstAt} = stretchAt(start);
	const fromStart = isBeginning(start, factsOf);
	return {type: 'telemetry.coverage', sessionId, fromStart, lostEvents, firstEventAt: firstAt};
}

const stretchAt = ({run, index}: {run: Run; index: number}): Stretch => run.stretches[index]!;

/**
 * Whether the conversation began with this stretch: with its process, or by a command of the conversation before. Events
 * alone are not enough: without metrics, requests that send no event would be missed.
 */
function isBeginning({run, index}: {run: Run; index: number}, factsOf: (sessionId: string) => SessionFacts): boolean {
	const stretch = run.stretches[index]!;
	const before = run.stretches[index - 1];
	const {fresh, metrics} = factsOf(stretch.sessionId);
	if (!before) return stretch.first === 0 && fresh && metrics;
	const began = before.last === stretch.first - 1 && before.command !== null && beginners.has(before.command);
	// A new conversation has no metric before its first request; its process exports for all of them or for none.
	return began && (metrics || factsOf(before.sessionId).metrics);
}
