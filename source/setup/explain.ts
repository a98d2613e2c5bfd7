/** What setup says about itself. */
import type {UndoPlan} from './undo.ts';

export function explanation(port: number): string {
	return `ccmon setup has Claude Code report what it spends to ccmon, on this machine and
nowhere else:
  telemetry    each request's tokens, cost and cause, to 127.0.0.1:${port},
               with a secret that only your settings hold
  status line  context window, cache, plan limits and total after each answer;
               a status line you have stays as it is
ccmon sees counts, model names, times and session ids.
It never sees prompts or answers: Claude Code redacts them.
With no ccmon running, Claude Code works as before.
Take it all back with: ccmon setup --undo
`;
}

export function undoExplanation({content, kept}: UndoPlan): string {
	if (content === null) return 'is removed: there was none before.';
	return kept.length > 0 ? "has nothing of ccmon's left, except what you changed." : 'is as it was without ccmon.';
}
