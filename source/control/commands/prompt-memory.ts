/** Prompts typed since ccmon started, shared by all questions that ask for one. */
export interface PromptMemory {
	/** Newest first. */
	prompts(): readonly string[];
	rememberPrompt(text: string): void;
}
