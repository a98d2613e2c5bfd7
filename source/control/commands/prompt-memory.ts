/** What was typed as a prompt since ccmon started: one memory for all questions that ask for one. */
export interface PromptMemory {
	/** Newest first. */
	prompts(): readonly string[];
	rememberPrompt(text: string): void;
}
