/** What a screen reads as whose prompt box is empty and has the keyboard. */
import type {PromptReading} from '../../source/claude/screen/reading.ts';

export const emptyPrompt: PromptReading = {
	kind: 'prompt',
	text: '',
	shellMode: false,
	stashed: false,
	busy: false,
	compaction: null,
	vimInsert: false,
	completion: null,
};
