/** Session keys as the monitor joins them: what the log says of each action, and what closing waits for. */
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import type {Act} from '../../source/cli/act.ts';
import {openSessionKeys} from '../../source/cli/keys.ts';
import type {OnSettled} from '../../source/control/actions/await-evidence.ts';
import type {ActDependencies} from '../../source/control/actions/perform.ts';
import type {CommandContext} from '../../source/control/commands/command.ts';
import {unchanged} from '../../source/control/evidence.ts';
import type {Reach} from '../../source/control/keyboard.ts';
import type {LogEntry, Outcome, SessionAction} from '../../source/core/action-log.ts';
import {defaultConfig} from '../../source/core/config/config.ts';
import type {Session} from '../../source/core/session.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {fakeSession, fakeStore, noon} from '../support/fake-fleet.ts';

/** Actions that were begun, and how each goes on. */
interface Begun {
	action: SessionAction;
	session: Session;
	deps: ActDependencies;
	end(outcome: Outcome): void;
	settle: OnSettled | undefined;
}
const {begun} = vi.hoisted(() => ({begun: [] as Begun[]}));
vi.mock('../../source/control/actions/perform.ts', () => ({
	perform: (action: SessionAction, session: Session, deps: ActDependencies, settle?: OnSettled) =>
		new Promise<Outcome>(end => void begun.push({action, session, deps, end, settle})),
}));

let folder: TemporaryFolder;
beforeEach(() => {
	vi.useFakeTimers({now: noon});
	begun.length = 0;
	folder = temporaryFolder();
});
afterEach(() => {
	vi.useRealTimers();
	folder.remove();
});

function open(sessions: readonly Session[], reach: Reach | Error = {ok: false, reason: 'no way to it'}) {
	const {store} = fakeStore(sessions);
	const log: LogEntry[] = [];
	let controlsShown = 0;
	const monitor = {store, log: (entry: LogEntry) => log.push(entry), emit() {}, setPolicy() {}};
	const act = {
		deps: {},
		reach: async () => {
			if (reach instanceof Error) throw reach;
			return reach;
		},
		showControls: () => {
			controlsShown++;
			return () => void controlsShown--;
		},
	};
	const keys = openSessionKeys({
		monitor: monitor as never,
		settings: {config: defaultConfig, clock: Date.now, stateDir: folder.at('state')} as never,
		act: act as unknown as Act,
		hosts: () => null,
		handOver: task => task(),
		start() {},
		resume() {},
		copyId() {},
		prompts: {prompts: () => [], rememberPrompt() {}},
	});
	const run = (id: string, screen: object = {}) => {
		const context = {targets: sessions, act: (action: SessionAction) => keys.act(action, sessions), screen};
		return keys.commands.find(command => command.id === id)!.run(context as unknown as CommandContext);
	};
	const texts = () => log.map(({sessionName, text, outcome}) => `${sessionName}: ${text} (${outcome})`);
	return {keys, run, log, texts, controlsShown: () => controlsShown};
}
const settled = () => vi.advanceTimersByTimeAsync(0);

describe('an action', () => {
	const web = fakeSession({name: 'web', model: null});

	test('is in the log when it begins, and with what came of it when it ends', async () => {
		const {keys, texts} = open([web]);
		keys.act({type: 'clear'}, [web]);
		expect(texts()).toEqual(['web: clear … (sending)']);
		begun[0]!.end(unchanged(web, 'refused', 'it is busy'));
		await settled();
		expect(texts()[1]).toBe('web: clear refused: it is busy (refused)');
	});

	test('on several sessions is one each, and a compaction says what it is about to cost', () => {
		const box = fakeSession({
			name: 'api',
			host: {name: 'box', lostAt: null, prices: null},
			next: {warmUsd: 0.5, coldUsd: 0.5},
		});
		const {keys, texts} = open([web, box]);
		keys.act({type: 'compact', instructions: null}, [web, box]);
		expect(begun.map(({session}) => session.name)).toEqual(['web', 'api']);
		expect(texts()).toEqual([
			'web: compact … price not known, 84k → ? (sending)',
			expect.stringMatching(/^box\/api: compact … ≈ \$\S+, 84k → \? \(sending\)$/),
		]);
	});

	test('that was queued is in the log a third time, when it has settled', async () => {
		const {keys, texts} = open([web]);
		keys.act({type: 'compact', instructions: null}, [web]);
		begun[0]!.end(unchanged(web, 'queued', null as never));
		await settled();
		begun[0]!.settle?.(unchanged(web, 'sent', 'not confirmed after 90 s'));
		expect(texts().slice(1)).toEqual([
			'web: compact queued: it runs after this turn (queued)',
			'web: compact sent, not confirmed after 90 s (sent)',
		]);
	});
});

describe('going to a session', () => {
	const web = fakeSession({name: 'web'});

	test.each([
		[
			'it cannot be reached',
			{ok: false, reason: 'it runs in another container'} as Reach,
			'it runs in another container',
		],
		['asking fails', new Error('tmux is gone'), 'tmux is gone'],
	])('says so when %s', async (_, reach, reason) => {
		const {run, texts} = open([web], reach);
		await run('session.open');
		await settled();
		expect(texts()).toEqual([`web: open: ${reason} (refused)`]);
	});
});

describe('instructions that a project keeps', () => {
	/** Compacts with instructions, and keeps them; `agree`: to what is asked. */
	async function keep(session: Session, agree: boolean) {
		const {run} = open([session]);
		const said: string[] = [];
		const screen = {
			ask: (_: string, __: object, onText: (text: string) => void) => onText('keep the API'),
			confirm(question: string, onYes: () => void) {
				said.push(question);
				if (agree) onYes();
			},
			say: (text: string) => said.push(text),
		};
		await run('session.compactWith', screen);
		await run('session.keepInstructions', screen);
		return said;
	}

	test('are written into its CLAUDE.md, but not unasked', async () => {
		mkdirSync(folder.at('work'));
		const session = fakeSession({cwd: folder.at('work')});
		const file = folder.at('work', 'CLAUDE.md');
		writeFileSync(file, '# Mine\n');
		expect(await keep(session, false)).toEqual([
			`Write "keep the API" into ${file}, for every compaction of this project?`,
		]);
		expect(readFileSync(file, 'utf8')).toBe('# Mine\n');
		expect((await keep(session, true)).at(-1)).toBe(`${file}: kept under "# Compact instructions"`);
		expect(readFileSync(file, 'utf8')).toBe('# Mine\n\n# Compact instructions\n\n- keep the API\n');
	});

	test('say why they could not be written', async () => {
		const said = await keep(fakeSession({cwd: folder.at('gone')}), true);
		expect(said.at(-1)).toMatch(/gone\/CLAUDE\.md cannot be written \(\S.*add "keep the API" to it yourself\.$/);
	});
});

describe('quitting', () => {
	const web = fakeSession({name: 'web'});

	test('takes back what is half typed, and waits until it has been', async () => {
		const {keys, controlsShown} = open([web]);
		expect(controlsShown()).toBe(1);
		keys.act({type: 'prompt', text: 'hello'}, [web]);
		let isClosed = false;
		void keys.close().then(() => {
			isClosed = true;
		});
		expect([begun[0]!.deps.signal?.aborted, controlsShown()]).toEqual([true, 0]);
		await settled();
		expect(isClosed).toBe(false);
		begun[0]!.end(unchanged(web, 'refused', 'not waited for'));
		await settled();
		expect(isClosed).toBe(true);
	});

	test('does not wait for ever', async () => {
		const {keys} = open([web]);
		keys.act({type: 'prompt', text: 'hello'}, [web]);
		await keys.close();
		expect(begun[0]!.deps.signal?.aborted).toBe(true);
	});
});
