/** What a session's screen says about where keys would go. */
import type {Dialog, UnknownDialog} from './dialog.ts';

/** The prompt box has the keyboard. */
export interface PromptReading {
	kind: 'prompt';
	/** What was typed into the box, one line per row as wrapped; empty when it shows nothing or only a hint. */
	text: string;
	/** The box runs shell commands (`!`) instead of prompts. */
	shellMode: boolean;
	/** Claude Code holds a stashed draft, which the next submit or Ctrl+S brings back, and a second stash would overwrite. */
	stashed: boolean;
	/** A turn is running. */
	busy: boolean;
	/** A compaction, no matter who asked for it: it is the turn that runs, or a `/compact` is queued behind that; null: neither. */
	compaction: 'running' | 'queued' | null;
	/** Escape leaves vim's insert mode, and does nothing else. */
	vimInsert: boolean;
	/** The command that Enter would take from an open completion list, without its slash; null: no such list. */
	completion: string | null;
}

/** Something else has the keyboard: a dialog of Claude Code, or another program, view or mode. */
export interface OtherReading {
	kind: 'dialog' | 'elsewhere';
	/** What it is and what to do, in one sentence for the footer. */
	reason: string;
	/** The session is suspended, gone or behind another program: what was typed may be there. */
	away?: true;
	/** Of a dialog: what it asks. */
	dialog?: Dialog | UnknownDialog;
}

export type ScreenReading = PromptReading | OtherReading;
