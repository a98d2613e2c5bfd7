import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {commandTable, findCommand} from '../../../source/control/commands/command-table.ts';
import {type PastControl, pastCommands} from '../../../source/control/commands/past-commands.ts';
import type {ViewContext} from '../../../source/control/commands/view-context.ts';
import type {PastConversation} from '../../../source/core/past-conversation.ts';
import {fakeSession, noon} from '../../support/fake-fleet.ts';
import {fakeScreen} from '../../support/fake-screen.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const conversation = (title: string): PastConversation => ({
	...{sessionId: `id-of-${title}`, configDir: '/home/ada/.claude', title, lastPrompt: null, cwd: '/w', gitBranch: null},
	...{lastAt: noon, costUsd: null, partial: false},
});

const ended = fakeSession({name: 'old', state: 'exited', pid: null, sessionId: 'id-of-beta'});

function setUp(titles: readonly string[], running: readonly string[] = []) {
	let search = 'left from before';
	const found = () => titles.filter(title => title.includes(search)).map(conversation);
	const control = {
		getState: () => ({
			search,
			progress: null,
			missing: [],
			cut: [],
			count: found().length,
			isCut: false,
			at: (index: number) => found()[index] ?? null,
		}),
		search(text: string) {
			search = text;
		},
		refresh: vi.fn(),
		indexOf(id: string) {
			const index = found().findIndex(({sessionId}) => sessionId === id);
			return index < 0 ? null : index;
		},
		resume: vi.fn<PastControl['resume']>(),
		isRunning: ({title}: PastConversation) => running.includes(title!),
		copyId: vi.fn<PastControl['copyId']>(),
	};
	const commands = commandTable(pastCommands(control) as never);
	const screen = fakeScreen([fakeSession({name: 'web'})], {commands});
	const command = (key: string) => findCommand(commands, key, 'past')!;
	const context = () =>
		({
			screen: screen.controller.control,
			hasPast: true,
			targets: screen.controller.targets(),
		}) as unknown as ViewContext;
	return {
		...{screen, control, search: () => search},
		cursor: () => screen.screen.getState().cursor,
		open(change: Partial<ViewContext> = {}) {
			const open = findCommand(commands, 'R', 'list')!;
			const changed = {...context(), ...change};
			const allowed = open.when!(changed);
			if (allowed === true) void open.run(changed);
			return allowed;
		},
		when: (key: string) => command(key).when?.(context()),
		run: (key: string) => void command(key).run(context()),
	};
}

describe('R', () => {
	test('opens the list and asks for words at once, which are searched for as they are typed', () => {
		const past = setUp(['alpha', 'beta', 'gamma']);
		expect(past.open()).toBe(true);
		expect(past.search()).toBe('');
		expect(past.control.refresh).toHaveBeenCalledOnce();
		past.screen.screen.setState({cursor: 2});
		past.screen.press('g');
		expect(past.search()).toBe('g');
		expect(past.cursor()).toBe(0);
	});

	test('on a session that has ended goes to its conversation', () => {
		const past = setUp(['alpha', 'beta', 'gamma']);
		past.open({targets: [ended]});
		expect(past.cursor()).toBe(1);
		expect(past.screen.dialog()).toBeNull();
		// One that runs is where the person comes from, not what they look for.
		const running = setUp(['alpha', 'beta']);
		running.open({targets: [{...ended, state: 'idle'}]});
		expect(running.cursor()).toBe(0);
	});

	test('is refused where nothing can be searched', () => {
		const past = setUp([]);
		expect(past.open({hasPast: false})).toBe('There are no past conversations to search here');
		expect(pastCommands(null).map(({id}) => id)).toEqual(['view.past']);
	});
});

describe('a conversation', () => {
	function opened(titles: readonly string[], running: readonly string[] = []) {
		const past = setUp(titles, running);
		past.open();
		past.screen.press('escape');
		return past;
	}

	test('is resumed, forked, or its id copied', () => {
		const past = opened(['alpha', 'beta']);
		past.screen.screen.setState({cursor: 1});
		for (const key of ['return', 'f', 'o']) {
			expect(past.when(key)).toBe(true);
			past.run(key);
		}
		const chosen = expect.objectContaining({title: 'beta'});
		const control = past.screen.controller.control;
		expect(past.control.resume.mock.calls).toEqual([
			[chosen, 'itself', control],
			[chosen, 'copy', control],
		]);
		expect(past.control.copyId).toHaveBeenCalledExactlyOnceWith('id-of-beta', control);
	});

	test('that is running is not resumed, but can be forked', () => {
		const past = opened(['alpha'], ['alpha']);
		expect(past.when('return')).toBe('alpha is running: f resumes a copy of it');
		expect(past.when('f')).toBe(true);
	});

	test('the keys are refused in an empty list', () => {
		const past = opened([]);
		for (const key of ['return', 'f', 'o']) {
			expect(past.when(key)).toBe('There is no conversation to choose');
			past.run(key);
		}
		expect(past.control.resume).not.toHaveBeenCalled();
		expect(past.control.copyId).not.toHaveBeenCalled();
	});

	test('/ searches again, from the words of before', () => {
		const past = opened(['alpha', 'beta']);
		past.control.search('al');
		past.run('/');
		past.screen.press('x');
		expect(past.search()).toBe('alx');
	});
});
