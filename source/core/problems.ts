/** Problems outside the screen: lines for standard error, objects for JSON. */
import {clean} from '../claude/clean.ts';
import type {Problem} from '../claude/events.ts';

/** Never cut, since what to do comes at the end. */
export function problemText({path, message, count}: Problem): string {
	// A bare word, such as the name of a machine, may stand anywhere by chance.
	const isNamed = /[/:]/.test(path) ? message.includes(path) : message.startsWith(path);
	const text = isNamed ? message : `${path}: ${message}`;
	return `${clean(text)}${count > 1 ? ` (${count} times)` : ''}`;
}

export function problemsToJson(problems: readonly Problem[]): object[] {
	return problems.map(({path, message, count}) => ({path, message, count}));
}
