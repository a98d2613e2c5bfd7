import {describe, expect, test} from 'vitest';
import {ofType, readLines} from './read.ts';

const user = (fields: Record<string, unknown>, content: unknown = 'hello') => ({
	...{type: 'user', uuid: 'u1', timestamp: '2026-11-22T10:00:00.000Z'},
	message: {role: 'user', content},
	...fields,
});
const promptsOf = (...lines: unknown[]) =>
	ofType(readLines(...lines).events, 'prompt').map(({text, command, human}) => [text, command, human]);

describe('prompts of versions that do not say whose they are', () => {
	test('are recognised by their text', () => {
		expect(
			promptsOf(
				user({}, 'please'),
				user({}, [
					{type: 'text', text: '<system-reminder>no</system-reminder>'},
					{type: 'text', text: 'look'},
				]),
				user({}, [{type: 'image', source: {}}]),
				user({}, '<command-message>review</command-message>\n<command-name>/review</command-name>'),
				user({}, '<task-notification><summary>Agent done</summary></task-notification>'),
			),
		).toEqual([
			['please', null, true],
			['look', null, true],
			['[image]', null, true],
			['/review', 'review', true],
			['Agent done', null, false],
		]);
	});

	test('exclude messages of Claude Code', () => {
		expect(
			promptsOf(
				user({isMeta: true}),
				user({isCompactSummary: true}),
				user({isSidechain: true}),
				user({}, [{type: 'text', text: '[Request interrupted by user]'}]),
				user({}, '<local-command-caveat>x</local-command-caveat>'),
				user({}, '<bash-stdout>x</bash-stdout><bash-stderr></bash-stderr>'),
				user({}, [
					{type: 'text', text: 'see'},
					{type: 'tool_result', tool_use_id: 't', content: 'x'},
				]),
			),
		).toEqual([]);
	});

	test('are cut to 200 characters, never through the middle of one', () => {
		expect(promptsOf(user({}, `${'a'.repeat(198)}🙂${'b'.repeat(9)}`))).toEqual([[`${'a'.repeat(198)}🙂`, null, true]]);
		expect(promptsOf(user({}, `${'a'.repeat(199)}🙂${'b'.repeat(9)}`))).toEqual([['a'.repeat(199), null, true]]);
	});
});

test('names who else starts a turn: headless prompts count as a person’s, machines do not', () => {
	expect(
		promptsOf(
			user({turnOrigin: 'sdk', promptSource: 'sdk'}, 'from a script'),
			user({origin: {kind: 'peer'}, turnOrigin: 'peer'}, 'from another session'),
			user({promptSource: 'system'}, 'from a schedule'),
		),
	).toEqual([
		['from a script', null, true],
		['from another session', null, false],
		['from a schedule', null, false],
	]);
});
