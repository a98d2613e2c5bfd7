/** A simulated Claude Code that asks, for tests of answering. */
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {parseAnsiScreen} from '../../source/claude/screen/ansi.ts';
import type {Dialog} from '../../source/claude/screen/dialog.ts';
import {readDialog} from '../../source/claude/screen/read-dialog.ts';
import type {Call, CallResult} from '../../source/claude/transcript/calls.ts';
import {createFakeClaude, type FakeClaude} from './fake-claude.ts';

/** A captured one, 100 columns wide. */
export function dialog(file: string): Dialog {
	const text = readFileSync(path.join(import.meta.dirname, '../fixtures/screens', `${file}.100.ans`), 'utf8');
	const read = readDialog(parseAnsiScreen(text, 100));
	if (read.kind === 'unknown') throw new Error(read.reason);
	return read;
}

export const bash: Call = {id: 'toolu_1', tool: 'Bash', input: {command: 'touch /tmp/out/never; sleep 1'}};
export const fetch: Call = {
	id: 'toolu_2',
	tool: 'WebFetch',
	input: {url: 'https://example.com/page?x=1', prompt: 'what is it'},
};
export const question: Call = {
	id: 'toolu_3',
	tool: 'AskUserQuestion',
	input: {
		questions: [
			{
				...{question: 'Which color?', header: 'Color', multiSelect: false},
				options: [
					{label: 'Red', description: 'r'},
					{label: 'Blue', description: 'b'},
				],
			},
		],
	},
};

export const allowed: CallResult = {isRejected: false, isInterrupted: false, isAllowed: true, answers: null};
export const rejected: CallResult = {...allowed, isRejected: true, isAllowed: false};

/** Waits with a dialog on its screen; the digit gets the result. */
export function waiting(call: Call, shown: Dialog, results: Record<number, CallResult> = {1: allowed}): FakeClaude {
	const claude = createFakeClaude();
	claude.dialogWanted = true;
	claude.dialog = shown;
	claude.calls = {pending: [call], results: new Map()};
	claude.change({state: 'waiting', waitingFor: 'permission prompt'});
	claude.answered = digit => {
		close(claude);
		const result = results[digit];
		if (result) claude.calls = {pending: [], results: new Map([[call.id, result]])};
	};
	return claude;
}

/** Somebody has answered it. */
export function close(claude: FakeClaude): void {
	claude.dialogWanted = false;
	claude.dialog = null;
}
