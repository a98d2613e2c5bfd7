/** What dialogs of a session ask, as it is read from its screen and its transcript. */
import type {Asked} from '../../source/core/asked.ts';

/** `Yes` is 1 and `No` 2. */
export const askedPermission = (command = 'rm -rf build', danger: string | null = null): Asked => ({
	...{kind: 'permission', tool: 'Bash', callIds: ['toolu_1'], lines: [command], danger},
	answers: [
		{number: 1, label: 'Yes', kind: 'once'},
		{number: 2, label: 'No', kind: 'deny'},
	],
});

/** With two choices, a text of one's own (3), and what declines it (4). */
export const askedQuestion: Asked = {
	...{kind: 'question', tool: 'AskUserQuestion', callIds: ['toolu_2'], danger: null},
	lines: ['Which database?', '1. SQLite', '2. Postgres'],
	answers: [
		{number: 1, label: 'SQLite', kind: 'choice'},
		{number: 2, label: 'Postgres', kind: 'choice'},
		{number: 3, label: 'Type something.', kind: 'other'},
		{number: 4, label: 'Chat about this', kind: 'deny'},
	],
};
