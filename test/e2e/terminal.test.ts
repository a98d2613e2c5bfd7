/** What ccmon does to a real terminal: takes it, draws within it, and gives it back as it was, whatever happens. */
import {execFile, spawn} from 'node:child_process';
import {chmodSync, closeSync, mkdirSync, openSync, writeFileSync} from 'node:fs';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {ccmonCommand, ccmonEnvironment, isDrawn} from '../support/ccmon.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {childrenOf, isRunning} from '../support/process.ts';
import {type Pane, startTmux, type Tmux} from '../support/tmux.ts';
import {waitFor} from '../support/wait.ts';

const run = promisify(execFile);

let tmux: Tmux;
let folder: TemporaryFolder;

beforeAll(async () => {
	folder = temporaryFolder();
	tmux = await startTmux();
});

afterAll(async () => {
	await tmux.close();
	folder.remove();
});

const demo = [...ccmonCommand, '--demo'];
/** In the header at any width. */
const header = '11 sessions';

/** All of the screen and nothing beside it: header in the first row, keys in the last, none wrapped. */
async function expectWithin(pane: Pane, columns: number, rows: number): Promise<void> {
	const capture = async (...flags: string[]) =>
		(await tmux.command('capture-pane', '-p', ...flags, '-t', pane.id)).trimEnd().split('\n');
	// A look may fall between clearing and drawing; what counts is what stays.
	const settled = async () => {
		const screen = await capture();
		// tmux joins rows that the terminal had to wrap: then there are fewer.
		expect((await capture('-J')).length, 'wrapped rows').toBe(screen.length);
		expect(screen.length).toBeLessThanOrEqual(rows);
		// Drawn higher than the terminal, the first row would have scrolled away.
		expect(screen[0]).toContain(header);
		expect(isDrawn(screen.at(-1)!)).toBe(true);
		return true;
	};
	await waitFor(settled, {what: `a screen within ${columns} × ${rows}`, last: pane.screen});
}

describe.each([40, 60, 80, 120, 200])('at %i columns', columns => {
	let pane: Pane;

	beforeAll(async () => {
		pane = await tmux.open({command: demo, env: ccmonEnvironment(folder.path), columns, rows: 24});
		await pane.waitFor(isDrawn);
	});

	test('a row shows name, state, gauge and cost', async () => {
		await pane.waitFor(/api-refac.* busy.*█.*\d%.*\$\d/);
	});

	test.each([24, 12, 50])('and %i rows it stays within the terminal, frame after frame', async rows => {
		await pane.resize(columns, rows);
		await pane.waitFor(screen => screen.split('\n').length === rows && isDrawn(screen));
		await expectWithin(pane, columns, rows);
		for (const key of ['Down', 'Tab', 'Tab']) {
			const before = await pane.screen();
			await pane.press(key);
			await pane.waitFor(screen => screen !== before, {what: `another frame after ${key}`});
			await expectWithin(pane, columns, rows);
		}
	});
});

test('a resize reflows at once, narrower and wider, lower and higher', async () => {
	const pane = await tmux.open({command: demo, env: ccmonEnvironment(folder.path), columns: 120, rows: 30});
	await pane.waitFor(isDrawn);
	for (const [columns, rows] of [
		[60, 30],
		[210, 40],
		[105, 40],
		[200, 14],
		[40, 50],
		[120, 30],
	] as const) {
		await pane.resize(columns, rows);
		await pane.waitFor(
			screen => {
				const lines = screen.split('\n');
				const rule = lines.find(line => line.startsWith('── '));
				return lines.length === rows && isDrawn(screen) && rule?.length === columns;
			},
			{what: `the screen to fill ${columns} × ${rows}`},
		);
		await expectWithin(pane, columns, rows);
		// Rows that are blank at both sizes keep nothing of what wrapped there meanwhile.
		const isBlank = async () => {
			const lines = await pane.rows();
			const titles = lines.findIndex(line => line.includes('SESSION'));
			return titles >= 2 && lines.slice(2, titles).join('') === '';
		};
		await waitFor(isBlank, {what: 'blank rows under the header', last: pane.screen});
	}
	await pane.close();
});

describe('the terminal is given back as it was', () => {
	let shell: Pane;

	beforeAll(async () => {
		const env = {...ccmonEnvironment(folder.path), PS1: 'prompt> '};
		shell = await tmux.open({command: ['bash', '--norc', '--noprofile', '-i'], env, columns: 100, rows: 24});
		await shell.waitFor('prompt>');
		await shell.type('echo kept from before');
		await shell.press('Enter');
		await shell.waitFor(/^kept from before/m);
	});

	/** Starts the demo from the shell and gives its process id once it has drawn. */
	async function start(environment = ''): Promise<number> {
		await shell.type(`${environment} ${demo.join(' ')}; echo "ended with $?"`);
		await shell.press('Enter');
		await shell.waitFor(isDrawn);
		expect(await shell.ask('#{alternate_on}')).toBe('1');
		return (await waitFor(async () => childrenOf(await shell.pid()), {what: 'ccmon'}))[0]!;
	}

	async function expectGivenBack(code: RegExp): Promise<string> {
		const screen = await shell.waitFor(code);
		expect(screen).toContain('kept from before');
		expect(screen).not.toContain(header);
		expect(await shell.ask('#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{keypad_flag}')).toBe('0 1 0 0');
		await shell.type('stty -a | tr " " "\\n" | grep -x -e icanon -e echo -e isig -e icrnl -e opost | xargs');
		await shell.press('Enter');
		await shell.waitFor(/^icrnl opost isig icanon echo$/m);
		await shell.press('C-l');
		await shell.type('clear; echo kept from before');
		await shell.press('Enter');
		await shell.waitFor(/^kept from before\nprompt>/m);
		return screen;
	}

	test('on q', async () => {
		await start();
		await shell.press('q');
		await expectGivenBack(/ended with 0/);
	});

	test('and what is pressed after q is not for the shell', async () => {
		await start();
		// In the server: from here each would come when this machine has time for it.
		const again = ['run-shell', 'sleep 0.05', ';', 'send-keys', '-t', shell.id, 'q'];
		await tmux.command('send-keys', '-t', shell.id, 'q', ';', ...again, ';', ...again);
		const screen = await shell.waitFor(/ended with 0\n\s*prompt>/);
		expect(screen.split('ended with 0').at(-1)).toMatch(/^\nprompt>\s*$/);
		await expectGivenBack(/ended with 0/);
	});

	test('on Ctrl-C', async () => {
		await start();
		await shell.press('C-c');
		await expectGivenBack(/ended with (0|130)/);
	});

	test.each([
		['SIGTERM', 143],
		['SIGHUP', 129],
		['SIGINT', 130],
	] as const)('on %s', async (signal, code) => {
		process.kill(await start(), signal);
		await expectGivenBack(new RegExp(`ended with ${code}`));
	});

	test('on a crash, which tells what happened', async () => {
		const saboteur = folder.at('saboteur.mjs');
		writeFileSync(saboteur, "process.on('SIGUSR2', () => { throw new Error('made up by the test'); });");
		process.kill(await start(`NODE_OPTIONS=--import=${saboteur}`), 'SIGUSR2');
		const screen = await expectGivenBack(/ended with 1$/m);
		expect(screen).toContain('Error: made up by the test');
	});

	test('on Ctrl-Z, and taken again on fg', async () => {
		const pid = await start();
		await shell.press('C-z');
		await shell.waitFor(/Stopped/);
		expect(await shell.ask('#{alternate_on} #{cursor_flag}')).toBe('0 1');
		expect(isRunning(pid)).toBe(true);
		await shell.type('fg');
		await shell.press('Enter');
		await shell.waitFor(isDrawn);
		expect(await shell.ask('#{alternate_on}')).toBe('1');
		await expectWithin(shell, 100, 24);
		await shell.press('q');
		await shell.waitFor(screen => screen.includes('prompt>') && !screen.includes(header));
		expect(await shell.ask('#{alternate_on}')).toBe('0');
	});
});

/** A terminal whose session the program does not belong to: it gets no SIGHUP when that is closed. */
async function inForeignTerminal(
	args: readonly string[],
	env: Record<string, string>,
): Promise<{pane: Pane; pid: number}> {
	const pane = await tmux.open({command: ['sleep', '1000'], columns: 100, rows: 24});
	const tty = await pane.ask('#{pane_tty}');
	const file = openSync(tty, 'r+');
	const [program = '', ...rest] = ccmonCommand;
	const child = spawn(program, [...rest, ...args], {env, detached: true, stdio: [file, file, 'ignore']});
	closeSync(file);
	child.unref();
	return {pane, pid: child.pid!};
}

test('it ends with its input where no signal tells it that the terminal is gone, even when it has nothing to draw', async () => {
	const env = {...ccmonEnvironment(folder.at('empty')), TERM: 'tmux-256color'};
	mkdirSync(folder.at('empty', '.claude'), {recursive: true});
	const {pane, pid} = await inForeignTerminal([], env);
	await pane.waitFor(isDrawn);
	await pane.close();
	await waitFor(() => !isRunning(pid), {what: 'ccmon to end'});
});

describe('ccmon run', () => {
	const fakeClaude = () => {
		const file = folder.at('fake-claude');
		writeFileSync(
			file,
			"#!/bin/bash\nstty raw -echo\nprintf 'raw now\\r\\n'\ntrap '' HUP\nwhile IFS= read -r -n1 -d '' c; do printf '<%q>' \"$c\"; done\n",
		);
		chmodSync(file, 0o755);
		return {...ccmonEnvironment(folder.path), CCMON_CLAUDE: file, XDG_RUNTIME_DIR: folder.path, PS1: 'prompt> '};
	};

	test('takes the terminal again after a stop that it could not see coming', async () => {
		const shell = await tmux.open({
			command: ['bash', '--norc', '--noprofile', '-i'],
			env: fakeClaude(),
			columns: 100,
			rows: 24,
		});
		await shell.waitFor('prompt>');
		await shell.type([...ccmonCommand, 'run'].join(' '));
		await shell.press('Enter');
		await shell.waitFor('raw now');
		const pid = (await waitFor(async () => childrenOf(await shell.pid()), {what: 'ccmon'}))[0]!;
		process.kill(pid, 'SIGSTOP');
		await shell.waitFor(/Stopped/);
		await shell.type('fg');
		await shell.press('Enter');
		const modes = async () => (await run('stty', ['-F', await shell.ask('#{pane_tty}'), '-a'])).stdout;
		await waitFor(
			async () => /-ixon/.test(await modes()) && /-icanon/.test(await modes()) && /-isig/.test(await modes()),
			{what: 'a raw terminal', last: modes},
		);
		// Not taken by the terminal for a stop of its output.
		await shell.press('C-s');
		await shell.type('x');
		await shell.waitFor("<$'\\023'><x>");
		await shell.close();
	});

	test('ends with its input, and its Claude Code with it, whatever that ignores', async () => {
		const {pane, pid} = await inForeignTerminal(['run'], {...fakeClaude(), TERM: 'tmux-256color'});
		await pane.waitFor('raw now');
		const [child] = childrenOf(pid);
		await pane.close();
		await waitFor(() => !isRunning(pid) && !isRunning(child!), {what: 'both to end'});
	});
});

test('it ends when its terminal is closed', async () => {
	const pane = await tmux.open({command: demo, env: ccmonEnvironment(folder.path)});
	await pane.waitFor(isDrawn);
	const pid = await pane.pid();
	await pane.close();
	await waitFor(() => !isRunning(pid), {what: 'ccmon to end'});
});
