/** Starting sessions from the monitor by its keys, each way with the real Claude Code; and leaving it with one at work. */

import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type Stub, startStub} from '../support/anthropic-stub.ts';
import {typingPause} from '../support/ccmon.ts';
import {type ClaudeHome, createClaudeHome} from '../support/claude.ts';
import {findClaude} from '../support/claude-binary.ts';
import {steer} from '../support/directives.ts';
import {type RegistryEntry, runningEntries} from '../support/registry.ts';
import {openSpawningMonitor, waitForCursorOn} from '../support/spawning-monitor.ts';
import {type Pane, startTmux, type Tmux} from '../support/tmux.ts';
import {waitFor} from '../support/wait.ts';

const binary = await findClaude();

describe.skipIf(!binary)('starting sessions from the monitor', () => {
	let stub: Stub;
	let tmux: Tmux;
	let home: ClaudeHome;
	let cwd: string;
	let monitor: Pane;

	beforeAll(async () => {
		stub = await startStub();
		tmux = await startTmux();
		home = await createClaudeHome({url: stub.url});
		cwd = await home.project('web');
		monitor = await openSpawningMonitor(tmux, {home, cwd, binary: binary!});
	});

	afterAll(async () => {
		await tmux?.close();
		await home?.remove();
		await stub?.close();
	});

	const waysInTmux = ['split', 'window', 'background', 'headless'];

	/** `n`, the folder that is offered first, a way, a prompt, and the model as configured. */
	async function start(way: string, prompt: string): Promise<void> {
		await monitor.press('n');
		await monitor.waitFor('Start a session in');
		await monitor.press('Enter');
		await monitor.waitFor('How, in');
		for (let step = 0; step < waysInTmux.indexOf(way); step++) await monitor.press('Down');
		await monitor.press('Enter');
		await monitor.waitFor('First prompt');
		await monitor.enter(prompt);
		await monitor.waitFor('as configured');
		await monitor.press('Enter');
	}

	/** Waits until the row of one that is not among `known` has the cursor. */
	const isSelected = (known: readonly RegistryEntry[]) =>
		waitForCursorOn(monitor, () =>
			runningEntries(home)
				.filter(({pid}) => !known.some(entry => entry.pid === pid))
				.map(({sessionId}) => sessionId),
		);

	const running = (count: number) => monitor.waitFor(new RegExp(`\\b${count} sessions?\\b`), {timeout: 60_000});

	test('headless: its words and its gauge are on the screen before the answer is complete', async () => {
		const usage = {input_tokens: 10, cache_creation_input_tokens: 0, cache_read_input_tokens: 399_990};
		await start('headless', steer('hello', {words: 900, speed: 500, usage}));
		const screen = await monitor.waitFor(text => / 40%/.test(text) && text.includes('lorem ipsum'), {timeout: 60_000});
		expect(stub.ledger().filter(({purpose}) => purpose === 'main')).toEqual([]);
		expect(screen).toMatch(/● busy/);
		await monitor.waitFor(/○ idle/, {timeout: 60_000});
	});

	test('p prompts it, c compacts it, x clears it, with the evidence on the screen', async () => {
		await monitor.press('p');
		await monitor.waitFor('Prompt for');
		const mains = () => stub.ledger().filter(({purpose}) => purpose === 'main').length;
		const before = mains();
		await monitor.enter('and once more');
		await monitor.waitFor('submitted');
		await waitFor(() => mains() > before, {what: 'the answer'});
		await monitor.waitFor(/○ idle/);
		await typingPause();
		await monitor.press('c');
		await monitor.waitFor(/compacted \S+ → \S+/);
		await monitor.waitFor(/○ idle/);
		await monitor.press('x');
		await monitor.waitFor('Clear ');
		await monitor.press('y');
		await monitor.waitFor('cleared');
		await typingPause();
	});

	test('what was typed as a prompt is offered again, by n what p took and by p what n took', async () => {
		const begun = steer('hello', {words: 900, speed: 500});
		await monitor.press('p');
		await monitor.waitFor('Prompt for');
		await monitor.press('Up');
		await monitor.waitFor('and once more');
		await monitor.press('Up');
		await monitor.waitFor(begun.slice(0, 20));
		await monitor.press('Escape');
		await typingPause();
		await monitor.press('n');
		await monitor.waitFor('Start a session in');
		await monitor.press('Enter');
		await monitor.waitFor('How, in');
		await monitor.press('Enter');
		await monitor.waitFor('First prompt');
		await monitor.press('Up');
		await monitor.waitFor(/First prompt.*and once more/s);
		await monitor.press('Escape');
		await typingPause();
	});

	test('in a tmux window, whose telemetry is received without any setup', async () => {
		const known = runningEntries(home);
		await start('window', 'it\'s a prompt; with "quotes" and $HOME');
		await running(2);
		await isSelected(known);
		const windows = async () => (await tmux.command('list-windows', '-t', monitor.id, '-F', '#{window_id}')).trim();
		expect((await windows()).split('\n')).toHaveLength(2);
		await waitFor(() => stub.ledger().some(({purpose}) => purpose === 'title'), {what: 'its first requests'});
		await monitor.waitFor(text => text.split('○ idle').length === 3, {what: 'both to be idle'});
		// Which of the two rows is its own depends on the names that Claude Code gave them.
		let row = 'g';
		const isTold = async () => {
			if (/session title 1×/.test(await monitor.screen())) return true;
			row = row === 'g' ? 'G' : 'g';
			await monitor.press(row);
			return false;
		};
		await waitFor(isTold, {what: 'its title request', every: 500, last: () => monitor.screen()});
	});

	test('in the background, with telemetry, too', async () => {
		const before = stub.ledger().length;
		const known = runningEntries(home);
		await start('background', '--looks like an option');
		await monitor.waitFor(/Started in the background as job [0-9a-f]+/, {timeout: 60_000});
		await running(3);
		await isSelected(known);
		await waitFor(() => stub.ledger().length > before, {what: 'its first requests'});
		await monitor.waitFor(text => text.split('○ idle').length === 4, {what: 'all to be idle', timeout: 60_000});
		// Its title is in no transcript. What its daemon asks beside that is reported nowhere: at least so much.
		await monitor.waitFor(/○ idle.* ≥\$0\.\d+ +≥\$0\.00[1-9]/);
	});

	test('leaving asks, ends it, and prints how to resume it', async () => {
		await monitor.press('q');
		await monitor.waitFor('Quit and end a headless session?');
		await monitor.press('n');
		await monitor.waitFor('n new');
		await typingPause();
		await monitor.press('q');
		await monitor.waitFor('Quit and end a headless session?');
		await monitor.press('q');
		await monitor.waitFor(new RegExp(`cd '${cwd}' && claude --resume [0-9a-f-]{36}`));
	});
});
