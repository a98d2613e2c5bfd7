/**
 * The monitor's keys on the real Claude Code, reached in each of the four ways: in tmux, under `ccmon run` outside tmux,
 * in the background, and headless. What came of each key is read off ccmon's own screen, and off what Claude Code did.
 */
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type Stub, startStub} from '../support/anthropic-stub.ts';
import {type BareTerminal, openBareTerminal} from '../support/bare-terminal.ts';
import {ccmonCommand, ccmonEnvironment, isDrawn, runProgram, typingPause} from '../support/ccmon.ts';
import {type ClaudeHome, createClaudeHome} from '../support/claude.ts';
import {findClaude} from '../support/claude-binary.ts';
import {steer} from '../support/directives.ts';
import {isRunning} from '../support/process.ts';
import {type RegistryEntry, runningEntries} from '../support/registry.ts';
import {type Pane, startTmux, type Tmux} from '../support/tmux.ts';
import {waitFor} from '../support/wait.ts';

const binary = await findClaude();
/** Longer than ccmon itself looks for evidence. */
const patient = {timeout: 120_000};

type Kind = 'tmux' | 'bare' | 'background' | 'headless';

describe.skipIf(!binary)('the keys of the monitor', () => {
	let stub: Stub;
	let tmux: Tmux;
	let home: ClaudeHome;
	let monitor: Pane;
	let bare: BareTerminal;
	const asked: string[] = [];

	beforeAll(async () => {
		stub = await startStub({onRequest: request => asked.push(JSON.stringify(request.messages.at(-1)))});
		tmux = await startTmux();
		home = await createClaudeHome({url: stub.url});
		const env = {...home.env, ...ccmonEnvironment(home.home), CCMON_CLAUDE: binary!, XDG_RUNTIME_DIR: home.home};
		const cwd = await home.project('split');
		monitor = await tmux.open({command: ccmonCommand, cwd, env, columns: 210, rows: 40});
		const run = [...ccmonCommand, 'run'];
		bare = await openBareTerminal({command: run, cwd: await home.project('bare'), env});
		const background = [binary!, '--bg', steer('hello', {words: 40})];
		await runProgram(background, {env: home.env, cwd: await home.project('background')});
		await bare.waitFor(/^❯/m, patient);
		await monitor.waitFor('2 sessions', patient);
	});

	afterAll(async () => {
		await bare?.close();
		await tmux?.close();
		await home?.remove();
		await stub?.close();
	});

	const entries = () => runningEntries(home);
	const isKind: Record<Kind, (entry: RegistryEntry) => boolean> = {
		tmux: ({cwd, entrypoint}) => cwd.endsWith('/split') && entrypoint === 'cli',
		bare: ({cwd, entrypoint}) => cwd.endsWith('/bare') && entrypoint === 'cli',
		background: ({kind}) => kind === 'bg',
		headless: ({entrypoint}) => entrypoint === 'sdk-cli',
	};
	const entryOf = (kind: Kind): RegistryEntry => {
		const entry = entries().find(isKind[kind]);
		if (!entry) throw new Error(`no ${kind} session is registered`);
		return entry;
	};
	/** Names that a session has had: one in the background gets a label when its daemon has asked for one. */
	const names: Record<Kind, Set<string>> = {
		tmux: new Set(),
		bare: new Set(),
		background: new Set(),
		headless: new Set(),
	};
	const nameOf = (kind: Kind) => {
		const {name = ''} = entryOf(kind);
		names[kind].add(name);
		return name;
	};
	const escaped = (text: string) => text.replace(/[^\w ]/g, '\\$&');
	/** `✓ name: …`, in the footer or the action log, by the name that it had then. */
	const evidence = (kind: Kind, text: string) => {
		nameOf(kind);
		return new RegExp(`✓ (?:${[...names[kind]].map(escaped).join('|')}): ${text}`);
	};
	const says = (kind: Kind, text: string) =>
		monitor.waitFor(screen => evidence(kind, text).test(screen), {what: `${kind}: ${text}`, ...patient});
	const idle = (...kinds: Kind[]) =>
		waitFor(() => kinds.every(kind => entryOf(kind).status === 'idle'), {what: `${kinds} to be idle`, ...patient});

	/** Moves the pointer to a session, wherever its row is by then. */
	async function select(kind: Kind): Promise<void> {
		const isSelected = async () => new RegExp(`^▸.?.?${escaped(nameOf(kind))} `, 'm').test(await monitor.screen());
		await waitFor(
			async () => {
				if (await isSelected()) return true;
				const rows = (await monitor.rows()).filter(row => /[●◆○▪✓↻] \w/.test(row.slice(12)));
				const index = rows.findIndex(row => row.slice(0, 40).includes(nameOf(kind)));
				await monitor.press('Home', ...Array.from({length: Math.max(0, index)}, () => 'Down'));
				// Pressed again while these are still on their way, the keys would move the pointer after it was seen.
				return waitFor(isSelected, {what: 'the pointer', timeout: 3000}).catch(() => false);
			},
			{what: `${kind} to be selected`, ...patient, last: () => monitor.screen()},
		);
	}

	async function mark(...kinds: Kind[]): Promise<void> {
		for (const kind of kinds) {
			await select(kind);
			await monitor.press('Space');
			await monitor.waitFor(new RegExp(`^.?.?✓.?${escaped(nameOf(kind))} `, 'm'));
		}
	}

	async function unmark(): Promise<void> {
		await monitor.press('Escape');
		await monitor.waitFor(screen => !/^.?.?✓/m.test(screen));
	}

	async function answer(question: string, text: string): Promise<void> {
		await monitor.waitFor(question);
		await monitor.enter(text);
		// What is typed before that has been read belongs to the text.
		await monitor.waitFor(screen => !screen.includes(question), {what: `the answer to "${question}"`});
		await typingPause();
	}

	async function confirm(question: string): Promise<void> {
		await monitor.waitFor(question);
		await monitor.press('y');
		await monitor.waitFor(screen => !screen.includes(question), {what: `the answer to "${question}"`});
		await typingPause();
	}

	/** Each of them in the action log; back in the list afterwards. */
	async function logSays(kinds: readonly Kind[], text: string): Promise<void> {
		// Read together with the key before it, it would be taken for a part of a word.
		await typingPause();
		await monitor.press('L');
		for (const kind of kinds) await says(kind, text);
		// Not Escape: the next key would be taken for its second byte.
		await monitor.press('q');
		await monitor.waitFor('SESSION');
	}

	const batch = ['tmux', 'bare', 'background'] as const;

	test('n starts one in a tmux split beside ccmon, and one headless', async () => {
		await monitor.press('n');
		await monitor.waitFor(['Start a session in', /\/split$/m]);
		const rows = await monitor.rows();
		const index = rows.slice(rows.indexOf('Start a session in') + 1).findIndex(row => row.endsWith('/split'));
		await monitor.press(...Array.from({length: index}, () => 'Down'), 'Enter');
		await monitor.waitFor('beside ccmon: a tmux split');
		await monitor.press('Enter');
		await answer('First prompt', steer('hello', {words: 40}));
		await monitor.waitFor('as configured');
		await monitor.press('Enter');
		const session = await waitFor(() => entries().find(isKind.tmux), {what: 'the session in the split', ...patient});
		const panes = await tmux.command('list-panes', '-t', monitor.id, '-F', '#{pane_id} #{pane_pid} #{pane_active}');
		// Beside the monitor, which keeps the keyboard since there was a prompt to begin with.
		expect(panes.trim().split('\n')).toHaveLength(2);
		expect(panes).toMatch(new RegExp(`^${monitor.id} \\d+ 1$`, 'm'));
		expect(panes).toMatch(new RegExp(`^%\\d+ ${session.pid} 0$`, 'm'));

		await typingPause();
		await monitor.press('n');
		await monitor.waitFor('Start a session in');
		await monitor.press('Enter');
		await monitor.waitFor('How, in');
		await monitor.press('Down', 'Down', 'Down', 'Enter');
		await answer('First prompt', steer('hello', {words: 40}));
		await monitor.waitFor('as configured');
		await monitor.press('Enter');
		await waitFor(() => entries().find(isKind.headless), {what: 'the headless session', ...patient});
		await monitor.waitFor('4 sessions', patient);
		await typingPause();
		await idle('tmux', 'bare', 'background', 'headless');
	});

	test('p, c and x on a marked batch of three: each with its own evidence', async () => {
		await mark(...batch);
		await monitor.press('p');
		await answer('Prompt for', 'hello to all three');
		await logSays(batch, 'submitted');
		await idle(...batch);
		await monitor.press('c');
		await logSays(batch, 'compacted \\S+ → \\S+');
		await idle(...batch);
		const before = batch.map(kind => entryOf(kind).sessionId);
		await monitor.press('x');
		await confirm('Their conversations end');
		await logSays(batch, 'cleared');
		for (const [index, kind] of batch.entries()) expect(entryOf(kind).sessionId).not.toBe(before[index]);
		await unmark();
		await idle(...batch);
	});

	test.each<Kind>([...batch, 'headless'])('i and C on a session reached by %s', async kind => {
		// The one before may still be busy on the screen.
		await monitor.waitFor('· 4 idle', patient);
		await select(kind);
		await monitor.press('p');
		await answer('Prompt for', steer('a long one', {words: 4000, speed: 600}));
		await monitor.waitFor('· 1 busy ·', patient);
		// Until then its keyboard is taken.
		await says(kind, 'submitted');
		await monitor.press('i');
		await says(kind, 'interrupted');
		await idle(kind);
		await select(kind);
		await monitor.press('C');
		await answer('with these instructions', `keep the names of ${kind}`);
		await says(kind, 'compacted \\S+ → \\S+');
		expect(asked.some(message => message.includes(`keep the names of ${kind}`))).toBe(true);
		await idle(kind);
	});

	test('⏎ goes to a pane, attaches, or shows the screen, and comes back', async () => {
		await select('tmux');
		await monitor.press('Enter');
		const active = () => tmux.command('display-message', '-p', '-t', monitor.id, '#{pane_active}');
		await waitFor(async () => (await active()).trim() === '0', {what: 'the other pane to be active'});
		await tmux.command('select-pane', '-t', monitor.id);

		for (const [kind, sign] of [
			['bare', /^❯/m],
			['headless', /lorem/],
		] as const) {
			await select(kind);
			await monitor.press('Enter');
			const isShown = (screen: string) => screen.includes('any key goes back to ccmon') && sign.test(screen);
			await monitor.waitFor(isShown, {what: `the screen of ${kind}`, ...patient});
			await monitor.press('Space');
			await monitor.waitFor(isDrawn, {what: 'ccmon after it', ...patient});
		}

		await select('background');
		await monitor.press('Enter');
		await monitor.waitFor(screen => /^❯/m.test(screen) && !isDrawn(screen), {what: 'the attached session', ...patient});
		await monitor.press('C-z');
		await monitor.waitFor(isDrawn);
	});

	test('x on the headless one; K ends all four', async () => {
		const {sessionId} = entryOf('headless');
		await select('headless');
		await monitor.press('x');
		await confirm(`Clear ${nameOf('headless')}?`);
		await says('headless', 'cleared');
		expect(entryOf('headless').sessionId).not.toBe(sessionId);

		const all = [...batch, 'headless'] as const;
		await mark(...all);
		const ending = all.map(kind => ({pid: entryOf(kind).pid, pattern: evidence(kind, 'ended')}));
		await monitor.press('K');
		await confirm('End 4 sessions (');
		await monitor.press('L');
		for (const {pid, pattern} of ending) {
			await monitor.waitFor(screen => pattern.test(screen), {what: `${pattern}`, ...patient});
			expect(isRunning(pid)).toBe(false);
		}
	});
});
