/** Compactions: what a record of one says, when Claude Code compacts by itself, and where it was seen to. */
import {boundedCount, boundedDurationMs} from './bounds.ts';
import {asNumber} from './transcript/object.ts';

/** What a record of a compaction says about it; null: not known. */
export interface CompactionMetadata {
	trigger: 'manual' | 'auto';
	/** Before and after. */
	preTokens: number | null;
	postTokens: number | null;
	durationMs: number | null;
}

/** Transcripts and headless sessions have these fields under different names. */
export function compactionMetadata(record: Record<keyof CompactionMetadata, unknown>): CompactionMetadata {
	return {
		trigger: record.trigger === 'manual' ? 'manual' : 'auto',
		preTokens: countedTokens(record.preTokens),
		postTokens: countedTokens(record.postTokens),
		durationMs: boundedDurationMs(asNumber(record.durationMs)),
	};
}

/** No conversation has 0 tokens: a 0 was not counted. */
const countedTokens = (value: unknown): number | null => boundedCount(asNumber(value)) || null;

/** A process's auto-compact settings, from settings files, its environment and arguments. */
export interface AutoCompactSettings {
	enabled: boolean;
	/** The configured window; null: none. */
	windowTokens: number | null;
	/** The same for single models, by `modelKey`, overriding `windowTokens`. */
	windowByModel: ReadonlyMap<string, number | 'auto'>;
	/** What Anthropic's servers set if the user did not. */
	serverWindows: ReadonlyMap<string, number>;
	/** `CLAUDE_AUTOCOMPACT_PCT_OVERRIDE`, 1 to 100. */
	percent: number | null;
	/** From how many tokens on an idle session is compacted before its one-hour cache expires; null: never. */
	idleMinTokens: number | null;
	/** The model as chosen, e.g. `opus[1m]`. */
	pickedModel: string | null;
	/** What the environment makes of `opus`, `sonnet` and their like, one of which is the default where no model is chosen. */
	familyModels: readonly string[];
	/** No window may be larger than 200,000 tokens. */
	oneMillionOff: boolean;
	/** What `CLAUDE_CODE_MAX_CONTEXT_TOKENS` makes the window of all models, or of those that Claude Code does not know. */
	maxContext: {tokens: number; isOfAll: boolean} | null;
}

/** An automatic compaction: where Claude Code really compacted. */
export interface AutomaticCompaction {
	model: string;
	/** Null: not known; the model's own, or the larger one that its tokens prove. */
	windowTokens: number | null;
	/** Of the conversation's largest request to the model, which the API answered; null, missing: not known. */
	largestTokens?: number | null;
	/** What was to be compacted, including what the API may have refused: "prompt is too long". */
	preTokens: number;
	at: number;
}
