import {describe, expect, test, vi} from 'vitest';
import type {CommandContext} from '../../../source/control/commands/command.ts';
import {createSessionCommands, type SessionCommandPorts} from '../../../source/control/commands/session-commands.ts';
import type {SessionAction} from '../../../source/core/action-log.ts';
import type {Session} from '../../../source/core/session.ts';
import {fakeSession, noon} from '../../support/fake-fleet.ts';

function setUp(targets: readonly Session[], ports: Partial<SessionCommandPorts> = {}) {
	const acted: SessionAction[] = [];
	const questions: string[] = [];
	let answer = (_text: string) => {};
	const context = {
		targets,
		act: (action: SessionAction) => void acted.push(action),
		screen: {
			confirm(question: string, onYes: () => void) {
				questions.push(question);
				answer = onYes;
			},
			ask(question: string, _options: unknown, onText: (text: string) => void) {
				questions.push(question);
				answer = onText;
			},
			say: (message: string) => void questions.push(message),
			onceAlone: (run: () => void) => run(),
		},
	} as unknown as CommandContext;
	const commands = createSessionCommands({
		open: vi.fn(),
		start: vi.fn(),
		resume: vi.fn(),
		copyId: vi.fn(),
		instructions: () => ['earlier'],
		rememberInstructions: vi.fn(),
		keepInstructions: vi.fn(),
		prompts: () => [],
		rememberPrompt: vi.fn(),
		confirmAboveUsd: 0.25,
		now: () => noon,
		policy: null,
		look: async () => 'it asks nothing',
		...ports,
	});
	const command = (key: string) => commands.find(({keys}) => keys.includes(key))!;
	return {
		acted,
		questions,
		commands,
		when: (key: string) => command(key).when?.(context),
		press: (key: string) => void command(key).run(context),
		answer: (text = '') => answer(text),
	};
}

const idle = fakeSession({name: 'web'});
const waiting = fakeSession({name: 'docs', state: 'waiting', waitingFor: 'permission prompt'});
const plain = fakeSession({name: 'far', control: null, controlHint: 'it runs in a plain terminal'});
const ended = fakeSession({name: 'old', state: 'exited', pid: null});

describe('keys that type', () => {
	test.each(['c', 'C', 'x', 'p'])('%s is for sessions that can be typed into', key => {
		expect(setUp([idle]).when(key)).toBe(true);
		expect(setUp([]).when(key)).toBe('Choose a session first');
		expect(setUp([waiting]).when(key)).toBe('docs is waiting (permission prompt): answer that first');
		expect(setUp([plain]).when(key)).toBe('far cannot be reached: it runs in a plain terminal');
		expect(setUp([ended]).when(key)).toBe('old has ended');
	});

	test.each(['c', 'x', 'p', 'i', 'K', 'return'])('%s says of one in a container that it cannot be reached', key => {
		const hint = 'it runs in another container or on another machine: no keys can be sent from here';
		const away = fakeSession({name: 'web', state: 'busy', pid: null, control: null, controlHint: hint});
		expect(setUp([away]).when(key)).toBe(`web cannot be reached: ${hint}`);
	});

	test('is allowed if one of several marked sessions can be typed into', () => {
		expect(setUp([waiting, idle]).when('c')).toBe(true);
		expect(setUp([waiting, plain]).when('c')).toBe('far cannot be reached: it runs in a plain terminal');
	});

	test('questions name all of many, since not all may be in sight; what c says has room for the cost', () => {
		const many = ['ada', 'bob', 'eve', 'max', 'zoe'].map(name => fakeSession({name, next: {coldUsd: null}}));
		const {press, questions} = setUp(many);
		for (const key of ['x', 'K', 'p', 'c']) press(key);
		expect(questions).toEqual([
			'Clear 5 sessions (ada, bob, eve, max, zoe)? Their conversations end; each can be resumed later.',
			'End 5 sessions (ada, bob, eve, max, zoe)? Each can be resumed later.',
			'Prompt for 5 sessions (ada, bob, eve, max, zoe):',
			expect.stringMatching(/^Compact 5 sessions: .*420k → \?/),
		]);
	});

	test('c says what it costs and compacts', () => {
		const screen = setUp([idle]);
		screen.press('c');
		expect(screen.questions).toEqual(['Compact web: price not known, 84k → ?']);
		expect(screen.acted).toEqual([{type: 'compact', instructions: null}]);
	});

	test('c asks when it costs much, by the price of a cache that is cold by now', () => {
		const cache = {expiresAt: noon + 60_000, ttl: '5m'} as const;
		const large = fakeSession({name: 'web', cache, context: {tokens: 596_000}, next: {warmUsd: 0.1, coldUsd: 3.725}});
		const warm = setUp([large]);
		warm.press('c');
		// 4,000 tokens of summary at $25 a million beside the history.
		expect(warm.questions).toEqual(['Compact web: ≈ $0.20, 596k → ?']);
		expect(warm.acted).toHaveLength(1);
		const cold = setUp([large], {now: () => noon + 120_000});
		cold.press('c');
		expect(cold.questions).toEqual(['Compact web? It costs ≈ $3.83, 596k → ?: more than $0.25.']);
		expect(cold.acted).toHaveLength(0);
		cold.answer();
		expect(cold.acted).toHaveLength(1);
	});

	test('c asks when there is nothing to gain', () => {
		const compaction = {id: 'c', at: noon, trigger: 'manual', preTokens: 9e4, postTokens: 14_000} as const;
		const done = {...compaction, durationMs: 1, costUsd: null, paysOffAfterMessages: null, messagesSince: 0};
		const screen = setUp([fakeSession({name: 'web', compactions: [done]})]);
		screen.press('c');
		expect(screen.questions).toEqual(['Compact web? web has just been compacted. It costs price not known, 84k → ?.']);
		expect(screen.acted).toHaveLength(0);
	});

	test('C asks for instructions and remembers them', () => {
		const rememberInstructions = vi.fn();
		const screen = setUp([idle], {rememberInstructions});
		screen.press('C');
		expect(screen.questions).toEqual(['Compact web with these instructions:']);
		screen.answer(' keep the API ');
		expect(screen.acted).toEqual([{type: 'compact', instructions: 'keep the API'}]);
		expect(rememberInstructions).toHaveBeenCalledWith('keep the API');
	});

	test('W keeps the last instructions, once there are some', () => {
		const keepInstructions = vi.fn();
		const screen = setUp([idle], {keepInstructions});
		expect(screen.when('W')).toBe('Compact with instructions first (C)');
		screen.press('C');
		screen.answer('keep the API');
		expect(screen.when('W')).toBe(true);
		screen.press('W');
		expect(keepInstructions).toHaveBeenCalledWith(idle, 'keep the API', expect.anything());
	});

	test('x names the session and what would be lost, and clears only after a yes', () => {
		const screen = setUp([idle]);
		screen.press('x');
		expect(screen.questions).toEqual([
			'Clear web? Its conversation with 84k tokens of context ends; it can be resumed later.',
		]);
		expect(screen.acted).toEqual([]);
		screen.answer();
		expect(screen.acted).toEqual([{type: 'clear'}]);
	});

	test('p sends what is typed, and asks about a /clear typed there', () => {
		const screen = setUp([idle]);
		screen.press('p');
		screen.answer('explain this');
		expect(screen.acted).toEqual([{type: 'prompt', text: 'explain this'}]);
		screen.press('p');
		screen.answer('/clear');
		expect(screen.acted).toHaveLength(1);
		expect(screen.questions.at(-1)).toMatch(/^Clear web\?/);
	});
});

describe('the other keys', () => {
	test('i is for busy sessions', () => {
		expect(setUp([idle]).when('i')).toBe('web is not busy');
		expect(setUp([fakeSession({state: 'busy'})]).when('i')).toBe(true);
	});

	test('K also ends sessions that cannot be reached, and says what would be lost', () => {
		const screen = setUp([plain, fakeSession({name: 'api', state: 'busy'})]);
		expect(screen.when('K')).toBe(true);
		screen.press('K');
		expect(screen.questions).toEqual(['End far, api? The turn of api is lost. Each can be resumed later.']);
		screen.answer();
		expect(screen.acted).toEqual([{type: 'end'}]);
	});

	test('⏎ opens one session that can be reached', () => {
		const open = vi.fn();
		expect(setUp([idle, waiting]).when('return')).toBe('Only one session can be opened: unmark the others');
		expect(setUp([plain]).when('return')).toBe('far cannot be opened: it runs in a plain terminal');
		// A waiting one above all: that is where the answer is given.
		const screen = setUp([waiting], {open});
		expect(screen.when('return')).toBe(true);
		screen.press('return');
		expect(open).toHaveBeenCalledWith(waiting);
	});

	test('A stops the policy where there is one', () => {
		expect(setUp([idle]).commands.some(({keys}) => keys.includes('A'))).toBe(false);
		let stopped = false;
		const policy = {
			isStopped: () => stopped,
			toggle() {
				stopped = !stopped;
			},
		};
		const screen = setUp([idle], {policy});
		screen.press('A');
		expect(screen.questions).toEqual(['Policy stopped: no idle session is compacted']);
	});
});
