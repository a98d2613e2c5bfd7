/** Keys of the monitor that read a session's dialog first, and then ask about it. */
import {typingPause} from './ccmon.ts';
import type {Pane} from './tmux.ts';

/**
 * Presses such a key until the question is there, and gives the screen once keys are taken as an answer to it. `name` begins
 * the line that says why not: where registry, transcript and screen take longer to agree than ccmon looks, it is
 * pressed again, as a person would.
 */
export async function pressUntilAsked(
	monitor: Pane,
	key: string,
	{question, name, timeout}: {question: string | RegExp; name: string; timeout: number},
): Promise<string> {
	const isAsked = (screen: string) =>
		typeof question === 'string' ? screen.includes(question) : question.test(screen);
	const isRefused = (screen: string) => new RegExp(`^${name}\\S*(?::| cannot be reached)`, 'm').test(screen);
	for (;;) {
		await monitor.press(key);
		// What was said of the key before.
		await monitor.waitFor(screen => !isRefused(screen), {what: `${key} to be taken`, timeout});
		const what = `${question}`;
		const screen = await monitor.waitFor(text => isAsked(text) || isRefused(text), {what, timeout});
		await typingPause();
		if (isAsked(screen)) return screen;
	}
}
