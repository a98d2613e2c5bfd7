/** What happens in a made-up Claude Code. */

/** What can happen next, in whatever process is the current one. */
export type Step =
	| 'ask'
	| 'work'
	| 'delegate'
	| 'check'
	| 'interrupt'
	| 'compact'
	| 'suggest'
	| 'pause'
	| 'clear'
	| 'exit'
	| 'kill'
	| 'fork'
	| 'branch'
	| 'another'
	| 'back';

export const steps: readonly Step[] = [
	...(['ask', 'work', 'delegate', 'check', 'interrupt', 'compact', 'suggest', 'pause'] as const),
	...(['clear', 'exit', 'kill', 'fork', 'branch', 'another'] as const),
];

/** With a return to any older conversation, which may have forks by then. */
export const allSteps: readonly Step[] = [...steps, 'back'];
