/** In what a made-up Claude Code differs from others: its version, its settings, the way to the API. */
import type {Random} from './random.ts';

interface Models {
	/** As Claude Code asks for it, and says in events, metrics and totals. */
	asked: string;
	/** As the API names it in its answer, and so the transcript. */
	answered: string;
}

export interface Habits extends Models {
	/** The model of auto mode's checks. */
	check: Models;
	/** Gives advice on some answers, which is on their lines and not in their usage; null: there is none. */
	advisor: string | null;
	/** Events name the model as it answered. */
	isEventAnswered: boolean;
	/** `gateway`: one message id for every answer and no request ids. */
	ids: 'both' | 'message' | 'gateway';
	/** Copied lines say whose they were. */
	namesOriginals: boolean;
	/** Running totals are written at the end of a conversation. */
	totals: boolean;
	/** A running total goes on when its conversation is resumed, or begins at 0 again. */
	resumesTotal: boolean;
	statusLine: boolean;
	telemetry: boolean;
	/** Lines say what they cost, as in 2025. */
	hasCostOnLines: boolean;
}

export const usualHabits: Habits = {
	...{asked: 'claude-opus-5-5', answered: 'claude-opus-5-5'},
	check: {asked: 'claude-sonnet-5', answered: 'claude-sonnet-5'},
	advisor: null,
	...{isEventAnswered: false, ids: 'both', namesOriginals: true, totals: true, resumesTotal: true},
	...{statusLine: true, telemetry: true, hasCostOnLines: false},
};

const models: readonly Models[] = [
	{asked: 'claude-opus-5-5', answered: 'claude-opus-5-5'},
	{asked: 'claude-sonnet-4-5', answered: 'claude-sonnet-4-5-20250929'},
	{asked: 'claude-haiku-4-5', answered: 'claude-haiku-4-5-20251001'},
	{asked: 'claude-sonnet-4-5[1m]', answered: 'claude-sonnet-4-5-20250929'},
	{asked: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', answered: 'claude-sonnet-4-5-20250929'},
	{asked: 'glm-4.6', answered: 'glm-4.6'},
	// A gateway that answers with a model of its own.
	{asked: 'claude-opus-5-5', answered: 'glm-4.6'},
];

/** Anything that may be, most of it usual. */
export function habitsOf(random: Random): Habits {
	return {
		...random.pick(models),
		check: random.pick(models),
		advisor: random.pick([null, null, null, 'claude-opus-4-7']),
		isEventAnswered: random.chance(0.5),
		ids: random.pick(['both', 'both', 'both', 'message', 'gateway']),
		namesOriginals: random.chance(0.5),
		totals: random.chance(0.75),
		resumesTotal: random.chance(0.7),
		statusLine: random.chance(0.6),
		telemetry: random.chance(0.6),
		hasCostOnLines: random.chance(0.1),
	};
}
