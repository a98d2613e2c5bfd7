import {expect, test} from 'vitest';
import type {ScreenControl} from '../../../source/control/commands/command.ts';
import {
	askForPlace,
	askForSession,
	type SpawnPorts,
	type SpawnRequest,
} from '../../../source/control/commands/spawn-command.ts';

/** Answers the questions in turn: a number chooses, a text is typed. Whatever else a command could ask for is not there. */
function answering(...answers: (number | string)[]) {
	const asked: string[] = [];
	const said: string[] = [];
	const screen = {
		choose(question: string, choices: readonly string[], onChoice: (index: number) => void) {
			asked.push(`${question}: ${choices.join(' | ')}`);
			const answer = answers.shift();
			if (typeof answer === 'number') onChoice(answer);
		},
		ask(question: string, _: object, onText: (text: string) => void) {
			asked.push(question);
			const answer = answers.shift();
			if (typeof answer === 'string') onText(answer);
		},
		say: (message: string) => said.push(message),
		selectNext: () => undefined,
	} as unknown as ScreenControl;
	return {screen, asked, said};
}

function ports(fields: Partial<SpawnPorts> = {}) {
	const started: SpawnRequest[] = [];
	const typed: string[] = [];
	const made: SpawnPorts = {
		folders: () => ['/home/dev/api', '/srv/web'],
		checkFolder: path => (path.includes('gone') ? {ok: false, reason: `there is no folder ${path}`} : {ok: true, path}),
		ways: () => ['background', 'headless'],
		async start(request) {
			started.push(request);
			return 'Started';
		},
		prompts: () => typed,
		rememberPrompt: text => typed.unshift(text),
		home: '/home/dev',
		...fields,
	};
	return {made, started, typed};
}

test('asks for folder, way, prompt and model, and starts', async () => {
	const {screen, asked, said} = answering(1, 1, ' look around ', 1, 2, 0);
	const {made, started} = ports();
	askForSession(made, screen);
	expect(started).toMatchObject([{cwd: '/srv/web', way: 'headless', prompt: 'look around', model: 'sonnet'}]);
	expect(asked[0]).toBe('Start a session in: ~/api | /srv/web | another folder');
	await Promise.resolve();
	expect(said.at(-1)).toBe('Started');
});

test('without a prompt and with the model as configured', () => {
	const {screen} = answering(0, 0, '', 0);
	const {made, started} = ports();
	askForSession(made, screen);
	expect(started).toMatchObject([{cwd: '/home/dev/api', way: 'background', prompt: null, model: null}]);
});

test('takes another folder and another model as text', () => {
	const {screen} = answering(2, '~/new', 0, '', 1, 4, 'claude-opus-4-5', 0);
	const {made, started} = ports();
	askForSession(made, screen);
	expect(started).toMatchObject([{cwd: '~/new', way: 'background', prompt: null, model: 'claude-opus-4-5'}]);
});

test.each([
	[[2, '/gone'], 'Nothing started: there is no folder /gone'],
	[
		[0, 0, '', 1, 4, '--dangerously-skip-permissions'],
		'Nothing started: "--dangerously-skip-permissions" cannot be used there',
	],
])('%j starts nothing and says why', (answers, message) => {
	const {screen, said} = answering(...(answers as (number | string)[]));
	const {made, started} = ports();
	askForSession(made, screen);
	expect(started).toEqual([]);
	expect(said).toEqual([message]);
});

test('asks for a folder if none is known', () => {
	const {screen, asked} = answering();
	askForSession(ports({folders: () => []}).made, screen);
	expect(asked).toEqual(['Folder of the new session:']);
});

test('names a session that could not be started, and keeps its prompt', async () => {
	const {screen, said} = answering(0, 0, ' look around ', 0);
	const {made, typed} = ports({start: () => Promise.reject(new Error('there is no claude on the PATH'))});
	askForSession(made, screen);
	expect(typed).toEqual(['look around']);
	await new Promise(resolve => setImmediate(resolve));
	expect(said.at(-1)).toBe('Nothing started: there is no claude on the PATH');
});

test('starts in a worktree, with a name and a permission mode, if these are offered', () => {
	const extras = () => ['worktree', 'name', 'permissionMode'] as const;
	const {screen, asked} = answering(0, 0, '', 2, 'fix-login', 3, ' Login ', 4, 3, 0);
	const {made, started} = ports({extras});
	askForSession(made, screen);
	expect(started[0]!.extras).toEqual({worktree: 'fix-login', name: 'Login', permissionMode: 'plan'});
	expect(asked.at(-1)).toBe(
		'Start it in ~/api: start | model: as configured | worktree: fix-login | name: Login | permission mode: plan',
	);
	expect(asked.join()).not.toMatch(/bypass|dontAsk/);
});

test.each(['../up', '-x', 'a b', 'x'.repeat(65)])('a worktree cannot be called %j', name => {
	const {screen, said} = answering(0, 0, '', 2, name);
	const {made, started} = ports({extras: () => ['worktree']});
	askForSession(made, screen);
	expect([started.length, said.at(-1)]).toEqual([0, `Nothing started: "${name}" cannot be used there`]);
});

test.each([true, false])(
	'a machine that takes its time does not replace a question that came meanwhile: %s',
	async isAsking => {
		const {screen, asked, said} = answering(1);
		const box = {name: 'box', ports: async () => ports().made};
		askForPlace([{name: 'this machine', ports: box.ports}, box], {...screen, isAsking: () => isAsking});
		await new Promise(setImmediate);
		expect(asked.slice(1)).toEqual(isAsking ? [] : ['Start a session in: ~/api | /srv/web | another folder']);
		expect(said).toEqual(isAsking ? ['Nothing started: another question came first'] : []);
	},
);

test('where no machine is there on which one could be started, that is said instead of asked', () => {
	const {screen, asked, said} = answering();
	askForPlace([], screen);
	expect([asked, said]).toEqual([[], ['Nothing started: no machine is connected that starts sessions']]);
});
