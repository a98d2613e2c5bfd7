import {expect, test} from 'vitest';
import type {ScreenControl} from '../../../source/control/commands/command.ts';
import {askForOptions, type StartOptions} from '../../../source/control/commands/spawn-options.ts';
import {type ExtraName, extraNames, noExtras} from '../../../source/control/terminals/spawn/options.ts';

/** A person who answers the questions in turn: by the beginning of a choice, or with a text. */
function ask(answers: readonly string[], names: readonly ExtraName[] = extraNames) {
	const rest = [...answers];
	const shown: string[][] = [];
	const said: string[] = [];
	let started: StartOptions | null = null;
	const screen = {
		choose(_: string, choices: readonly string[], onChoice: (index: number) => void) {
			shown.push([...choices]);
			const answer = rest.shift();
			if (answer === undefined) return;
			const index = choices.findIndex(choice => choice.startsWith(answer));
			expect(index, `${answer} among ${choices.join(', ')}`).toBeGreaterThanOrEqual(0);
			onChoice(index);
		},
		ask: (_question: string, _options: object, onText: (text: string) => void) => onText(rest.shift()!),
		say: (message: string) => said.push(message),
	} as unknown as ScreenControl;
	askForOptions(screen, {title: 'Start it in ~/work', names}, options => {
		started = options;
	});
	return {started: started as StartOptions | null, shown, said};
}

test('Enter starts it as configured', () => {
	expect(ask(['start'])).toMatchObject({started: {model: null, extras: noExtras}});
	expect(ask([]).shown).toEqual([
		['start', 'model: as configured', 'worktree: none', 'name: none', 'permission mode: as configured'],
	]);
	expect(ask([], []).shown).toEqual([['start', 'model: as configured']]);
});

test('what is chosen is shown, and all of it is started with', () => {
	const {started, shown} = ask([
		...['model', 'haiku', 'worktree', ' fix-login ', 'name', 'login'],
		...['permission mode', 'plan', 'start'],
	]);
	expect(shown.at(-1)).toEqual([
		...['start', 'model: haiku', 'worktree: fix-login', 'name: login', 'permission mode: plan'],
	]);
	expect(started).toEqual({
		model: 'haiku',
		extras: {worktree: 'fix-login', name: 'login', permissionMode: 'plan'},
	});
});

test('each can be deselected', () => {
	const {started} = ask([
		...['model', 'another', 'claude-opus-4-5', 'model', 'as configured', 'name', 'x', 'name', ''],
		...['permission mode', 'auto', 'permission mode', 'as configured', 'start'],
	]);
	expect(started).toEqual({model: null, extras: noExtras});
});

test.each<[string, string[]]>([
	['a model that looks like an option', ['model', 'another', '--dangerously-skip-permissions']],
	['a model of two words', ['model', 'another', 'opus --continue']],
	['a worktree that is a path', ['worktree', '../elsewhere']],
	['a worktree that looks like an option', ['worktree', '-f']],
	['a worktree of two words', ['worktree', 'fix it']],
	['a worktree that is hidden', ['worktree', '.git']],
	['a name of two lines', ['name', 'one\ntwo']],
	['a name without end', ['name', 'x'.repeat(101)]],
])('%s is not taken', (_, answers) => {
	const {started, said} = ask(answers);
	expect(started).toBeNull();
	expect(said).toEqual([`Nothing started: "${answers.at(-1)}" cannot be used there`]);
});

test.each(['claude-opus-4-5[1m]', 'arn:aws:bedrock:eu-west-1:1:inference-profile/x', 'x'.repeat(200)])(
	'a model may be called %s',
	model => expect(ask(['model', 'another', model, 'start']).started?.model).toBe(model),
);
