/** Going to a session: by the way in which it can be seen, and why not when there is none. */
import {beforeEach, describe, expect, test, vi} from 'vitest';
import {goToSession} from '../../source/cli/go-to-session.ts';
import type {HostActions} from '../../source/cli/hosts/host-actions.ts';
import type {RunInTerminal} from '../../source/cli/run-in-terminal.ts';
import type {ScreenView} from '../../source/cli/show-screen.ts';
import type {Focus, Reach} from '../../source/control/keyboard.ts';
import type {Session} from '../../source/core/session.ts';
import {fakeSession, fakeStore} from '../support/fake-fleet.ts';

/** What the terminal was used for. */
const {shown, run, ended} = vi.hoisted(() => ({
	shown: [] as ScreenView[],
	run: [] as RunInTerminal[],
	ended: {problem: null as string | null},
}));
vi.mock('../../source/cli/show-screen.ts', () => ({showScreen: async (view: ScreenView) => void shown.push(view)}));
vi.mock('../../source/cli/run-in-terminal.ts', () => ({
	async runInTerminal(program: RunInTerminal) {
		run.push(program);
		return {problem: ended.problem, hasStarted: true};
	},
}));
beforeEach(() => {
	shown.length = 0;
	run.length = 0;
	ended.problem = null;
});

const byKeyboard = (focus: Focus): Reach => ({
	...{ok: true, address: 'tmux:%1'},
	way: {type: 'keyboard', open: () => Promise.reject(new Error('nothing is typed')), focus: async () => focus},
});
const byMessages: Reach = {
	...{ok: true, address: 'headless'},
	way: {type: 'messages', channel: {send: async () => {}, interrupt: async () => {}, end: async () => {}}},
};

function open(session: Session, found: Reach, hosts: HostActions | null = null) {
	const {store, put, remove} = fakeStore([session]);
	let handedOver = 0;
	const going = goToSession(session, {
		...{store, hosts: () => hosts, signal: new AbortController().signal},
		reach: async () => found,
		async handOver(task) {
			handedOver++;
			await task();
		},
	});
	return {going, put, remove, handedOver: () => handedOver};
}

const web = fakeSession({name: '\u001b[31mweb'});

test('says why a session without a way to its keyboard cannot be shown', async () => {
	const {going, handedOver} = open(web, {ok: false, reason: 'it runs in a terminal that takes no keys from outside'});
	expect(await going).toBe('it runs in a terminal that takes no keys from outside');
	expect(handedOver()).toBe(0);
});

describe('a session in a terminal', () => {
	test('that was brought to the front needs nothing else', async () => {
		const {going, handedOver} = open(web, byKeyboard({type: 'focused'}));
		expect([await going, handedOver()]).toEqual([null, 0]);
	});

	test('that cannot be shown says why', async () => {
		const {going, handedOver} = open(web, byKeyboard({type: 'refused', reason: 'its window is on another screen'}));
		expect([await going, handedOver()]).toEqual(['its window is on another screen', 0]);
	});

	test('is shown by the program that attaches to it, in ccmon’s environment', async () => {
		const focus = {type: 'run', file: 'tmux', args: ['attach-session'], env: {TMUX: ''}} as const;
		const {going, handedOver} = open(web, byKeyboard(focus));
		expect([await going, handedOver()]).toEqual([null, 1]);
		expect(run).toEqual([
			expect.objectContaining({file: 'tmux', args: ['attach-session'], env: {TMUX: ''}, extendEnv: true}),
		]);
	});

	test.each(['ended with 1', 'cannot be run (ENOENT)'])('that a program failed to show says so: %s', async how => {
		ended.problem = how;
		const {going} = open(web, byKeyboard({type: 'run', file: 'tmux', args: [], env: {}}));
		expect(await going).toBe(`tmux ${how}`);
	});

	test('that has no window is drawn here, under a name that is harmless', async () => {
		const rows = async () => ['a row'];
		const {going, handedOver} = open(web, byKeyboard({type: 'screen', rows}));
		expect([await going, handedOver()]).toEqual([null, 1]);
		expect(shown).toMatchObject([{title: 'web', rows}]);
	});
});

describe('a headless session', () => {
	test('is shown by what it last said, for as long as it runs', async () => {
		const {going, put, remove} = open(web, byMessages);
		expect(await going).toBeNull();
		const [view] = shown;
		expect(await view?.rows()).toEqual(['It has said nothing yet.']);
		put({...web, output: ['> hello', 'Hello!']});
		expect(await view?.rows()).toEqual(['> hello', 'Hello!']);
		put({...web, state: 'exited'});
		await expect(view?.rows()).rejects.toThrow('it has ended');
		remove(web.key);
		await expect(view?.rows()).rejects.toThrow('it has ended');
	});
});

describe('a session of another machine', () => {
	const far = fakeSession({host: {name: 'box', lostAt: null, prices: null}});
	const hosts = {
		goThere: ({name}: Session) => ({file: 'ssh', args: ['box', 'ccmon', 'open', name]}),
	} as unknown as HostActions;

	test('is shown by the ccmon there', async () => {
		const {going} = open(far, byKeyboard({type: 'focused'}), hosts);
		expect(await going).toBeNull();
		expect(run).toEqual([expect.objectContaining({file: 'ssh', args: ['box', 'ccmon', 'open', 'web'], env: {}})]);
	});

	test('says how the program ended if it failed', async () => {
		ended.problem = 'ended with 255';
		expect(await open(far, byMessages, hosts).going).toBe('ssh ended with 255');
	});

	test('is not confused with one of this machine', async () => {
		const {going} = open(web, byKeyboard({type: 'focused'}), hosts);
		expect([await going, run]).toEqual([null, []]);
	});
});
