/** What the demo's sessions do, and wait for. */

import type {ProcessStatus} from '../../claude/events.ts';
import {toolCallsOf} from '../../claude/transcript/tool-call.ts';
import type {Turn} from '../../claude/turn.ts';
import type {Random} from './random.ts';

const edit = {
	file_path: 'src/server.ts',
	old_string: 'const port = 80;',
	new_string: 'const port = 8080;\nlisten(port);',
};
interface Made {
	name: string;
	input: Readonly<Record<string, string>>;
}

const running: readonly Made[] = [
	{name: 'Bash', input: {command: 'npm test -- --reporter=dot'}},
	{name: 'Edit', input: edit},
	{name: 'Grep', input: {pattern: 'createServer\\('}},
];
const asking: readonly Made[] = [
	{name: 'Bash', input: {command: 'rm -rf build && npm run build'}},
	{name: 'Edit', input: edit},
];

/** `startedAt`: when the turn began; `at`: when it came to this. In ms since the epoch. */
export function demoTurn(
	status: ProcessStatus,
	{startedAt, at}: {startedAt: number; at: number},
	random: Random,
): Turn {
	const isWaiting = status === 'waiting';
	const call = {type: 'tool_use', id: `toolu_${random.hex(8)}`, ...random.pick(isWaiting ? asking : running)};
	const record = {timestamp: new Date(at).toISOString(), message: {content: [call]}};
	const isInTurn = isWaiting || status === 'busy';
	return {
		startedAt,
		end: isInTurn ? null : 'finished',
		calls: isInTurn ? toolCallsOf(record) : [],
		lastLine: 'All tests pass now.',
		error: null,
		retry: null,
		queuedPrompts: 0,
		todos: isInTurn ? {done: 3, all: 7} : null,
	};
}
