import {mkdirSync} from 'node:fs';
import {createServer, type Server} from 'node:net';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import type {Keyboard} from '../../../source/control/keyboard.ts';
import {createTmuxTerminal, rowPattern} from '../../../source/control/terminals/tmux.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {dialog as capturedDialog} from '../../support/fake-dialogs.ts';
import {recordedProgram} from '../../support/recorded-programs.ts';
import {capturedScreen, openKeyboard, startTarget, type TargetProcess} from '../../support/target-process.ts';

describe('a pane, of a stand-in for tmux', () => {
	let folder: TemporaryFolder;
	let session: TargetProcess;
	let server: Server;
	let tmux: ReturnType<typeof recordedProgram>;

	beforeEach(async () => {
		folder = temporaryFolder();
		session = await startTarget({});
		const sockets = folder.at(`tmux-${process.getuid?.() ?? 0}`);
		mkdirSync(sockets);
		server = createServer(socket => socket.destroy());
		await new Promise<void>(resolve => server.listen(`${sockets}/default`, resolve));
		vi.stubEnv('PATH', `${folder.path}:${process.env.PATH}`);
	});
	afterEach(async () => {
		vi.unstubAllEnvs();
		await session.close();
		server.close();
		folder.remove();
	});

	interface Shown {
		/** Its terminal, and whether it is dead, in a mode, synchronized, without input. */
		state?: string;
		screen?: string;
		/** What the server prints when it is asked to type. */
		answer?: string;
	}
	const reach = () => createTmuxTerminal({TMUX_TMPDIR: folder.path}, Date.now).reach(session.target);
	function show({state = `${session.tty}|0|0|0|0`, screen = capturedScreen('draft-one'), answer = ''}: Shown = {}) {
		tmux = recordedProgram(folder, 'tmux', [
			{when: 'list-panes', print: `1 %1 ${session.tty}\n0 %2 /dev/pts/none\n0 %3 ${session.tty}\n`},
			{when: '#{pane_width} #{pane_height}', print: '100 30\n'},
			{when: 'capture-pane', print: `${state}|100\n${screen}\n`},
			{when: 'source-file', print: answer},
		]);
	}
	async function open(shown?: Shown): Promise<Keyboard> {
		show(shown);
		return openKeyboard(await reach());
	}
	/** What the server was asked to do. */
	const told = () => tmux.input().split('source-file -\n').slice(1).join('');

	test('is found by its terminal, not where a dead one still names it; and read', async () => {
		show();
		expect(await reach()).toMatchObject({ok: true, address: 'tmux:%3'});
		const keyboard = await open();
		expect(await keyboard.read()).toMatchObject({kind: 'prompt', text: 'x'});
		expect(await keyboard.size()).toEqual({columns: 100, rows: 30});
	});

	test('gets each line as a paste from a buffer of its own, if it is ready; nothing of it is in a process list', async () => {
		const keyboard = await open();
		expect(await keyboard.typeText("it's\n\n#{pid}; kill-server", 'lines')).toBe(true);
		const [first, second, guarded] = told().trim().split('\n');
		expect(first).toMatch(/^set-buffer -b (ccmon-[\w-]+)-0 -- 'it'\\''s'$/);
		expect(second).toMatch(/^set-buffer -b ccmon-[\w-]+-2 -- '#\{pid\}; kill-server'$/);
		expect(guarded).toContain(`if-shell -F -t %3 '#{==:#{pane_tty}|#{pane_dead}|`);
		expect(guarded).toContain(`,${session.tty}|0|0|0|0}'`);
		expect(guarded).toMatch(
			/'paste-buffer -p -d -b \S+-0 -t %3 ; send-keys \S+ %3 -H 1b 5b 31 33 3b 32 75 ; send-keys .* ; paste-buffer -p -d -b \S+-2 -t %3'/,
		);
		expect(tmux.arguments()).not.toContain('kill-server');
	});

	test.each(['\x1b[201~\rrm -rf /', 'a\x03', '\x9b31m'])('%j is typed by nobody', async text => {
		const keyboard = await open();
		for (const form of ['lines', 'paste'] as const) expect(await keyboard.typeText(text, form)).toBe(false);
		expect(told()).toBe('');
	});

	test('takes keys by the names that tmux has for them', async () => {
		const keyboard = await open();
		expect(await keyboard.press('backspace', 3)).toBe(true);
		expect(told()).toContain("'send-keys -t %3 -N 3 BSpace'");
	});

	test('that is not ready at that moment gets nothing, which is said', async () => {
		const keyboard = await open({answer: 'ccmon-blocked\n'});
		expect(await keyboard.typeText('one', 'lines')).toBe(false);
		expect(await keyboard.press('enter')).toBe(false);
	});

	test('gets a digit if the dialog is the one on its screen, and the server looks for it once more', async () => {
		const asked = capturedDialog('dialog-bash');
		const keyboard = await open();
		expect(await keyboard.answer(1, asked)).toBe(false);
		show({screen: capturedScreen('dialog-fetch')});
		expect(await keyboard.answer(1, asked)).toBe(false);
		expect(told()).toBe('');
		show({screen: capturedScreen('dialog-bash')});
		expect(await keyboard.answer(4, asked)).toBe(true);
		expect(told()).toContain("'send-keys -t %3 -l 4'");
		expect(told()).toContain(`#{!=:#{C/r:${rowPattern(asked)}},0}`);
	});

	test.each([
		['1|0|0|0', 'its tmux pane is gone'],
		['0|1|0|0', 'its tmux pane is in copy-mode: press q there to leave it'],
		['0|0|1|0', 'its tmux window sends keys to all panes: turn synchronize-panes off'],
		['0|0|0|1', 'its tmux pane takes no input: run select-pane -e there'],
	])('in the state %s says why keys would not reach the session', async (state, reason) => {
		const keyboard = await open();
		show({state: `${session.tty}|${state}`});
		expect(await keyboard.read()).toEqual({kind: 'elsewhere', reason});
	});

	test('that has another terminal now is gone', async () => {
		const keyboard = await open();
		show({state: '/dev/pts/none|0|0|0|0'});
		expect(await keyboard.read()).toEqual({kind: 'elsewhere', reason: 'its tmux pane is gone'});
	});

	test('is no way to sessions without a terminal of their own', async () => {
		show();
		const terminal = createTmuxTerminal({TMUX_TMPDIR: folder.path}, Date.now);
		expect(await terminal.reach({...session.target, kind: 'bg'})).toBeNull();
		expect(await terminal.reach({...session.target, pid: null})).toBeNull();
	});
});

const dialog = (...body: string[]) =>
	({kind: 'permission', title: 'Bash command', head: ['x'], body, answers: []}) as const;

test('what the server looks for is the end of the longest row, and nothing in it means anything to its formats', () => {
	expect(rowPattern(dialog(' ls', ' touch a && echo "#{pid}, $HOME" '))).toBe('touch a .+ echo .+pid.+ .+HOME.+$');
	expect(rowPattern({...dialog(), head: ['', ' Claude wants it']})).toBe('Claude wants it$');
	for (const text of ["'; kill-server ; '", '#(touch x)', '#{l:,}', '}\\', '設計']) {
		expect(rowPattern(dialog(text))).toMatch(/^[\w /=.+-]*\$$/);
	}
});

test('it is found in the row that it comes from', () => {
	for (const row of ['rm -rf "a b" | cat', '  2 +const a = {b: [1, 2]};', 'echo 設計 *?[x]']) {
		expect(new RegExp(rowPattern(dialog(row))).test(`  │ ${row}`)).toBe(true);
	}
});
