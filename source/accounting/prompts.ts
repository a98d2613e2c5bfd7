/** The prompts of a conversation: when each came, and what a person asked last. */
import type {PromptSeen} from '../claude/events.ts';

export interface PromptFacts {
	/** Of every prompt, and of those that a person typed and whose text was read; ascending. */
	promptTimes: number[];
	humanPromptTimes: number[];
	lastPrompt: {at: number; text: string | null} | null;
	/** The latest prompt that is not a slash command: many conversations end with `/exit`, and none is about it. */
	lastQuestion: {at: number; text: string} | null;
}

export function addPrompt(facts: PromptFacts, {at, human, text, command}: PromptSeen): void {
	addTime(facts.promptTimes, at);
	// Telemetry reports the same prompt without its text, before or after: it counts where that came from.
	if (!human || text === null) return;
	addTime(facts.humanPromptTimes, at);
	if (facts.lastPrompt === null || at >= facts.lastPrompt.at) facts.lastPrompt = {at, text};
	if (command === null && at >= (facts.lastQuestion?.at ?? 0)) facts.lastQuestion = {at, text};
}

/** A transcript that is read again repeats its prompts. */
function addTime(times: number[], at: number): void {
	if (times.includes(at)) return;
	times.push(at);
	if (times.length > 1 && at < times.at(-2)!) times.sort((a, b) => a - b);
}
