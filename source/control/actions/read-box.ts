/** Reading a prompt box, as typing into it and taking text back both need it. */

import type {PromptReading, ScreenReading} from '../../claude/screen/reading.ts';
import type {Keyboard} from '../keyboard.ts';

export interface TypingDependencies {
	keyboard: Keyboard;
	/** The guard: null, or why nothing may be typed now. Checked again before every key. */
	refuse(): string | null;
	/** The same by what the screen shows, looked at before the text is typed and before it is submitted. */
	refuseScreen?(box: PromptReading): string | null;
	/** Nobody asked for it just now: refuses if there is a draft. */
	isUnasked?: boolean | undefined;
	/** Whether the session's process has ended, so that there is nothing to take back. */
	isGone(): boolean;
	now(): number;
	sleep(ms: number): Promise<void>;
	/** The user gave up: what was typed is taken back. */
	signal?: AbortSignal | undefined;
}

/** Polls every 60 ms until the box satisfies the condition. Null: not in time, or something else has the keyboard. */
export async function readUntil(
	deps: Pick<TypingDependencies, 'keyboard' | 'now' | 'sleep' | 'signal'>,
	forMs: number,
	condition: (reading: PromptReading) => boolean,
): Promise<PromptReading | null> {
	const end = deps.now() + forMs;
	for (;;) {
		const reading = await deps.keyboard.read();
		if (reading.kind === 'prompt' && condition(reading)) return reading;
		if (reading.kind === 'dialog' || deps.signal?.aborted || deps.now() > end) return null;
		await deps.sleep(60);
	}
}

/** After Enter the session may end, and its screen with it: that is an outcome, not an error. */
export async function readOrNull({keyboard}: {keyboard: Keyboard}): Promise<ScreenReading | null> {
	try {
		return await keyboard.read();
	} catch {
		return null;
	}
}
