/** Finding a past conversation of the real Claude Code by keys, going on with it in each way, and with a copy of it. */

import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type Stub, startStub} from '../support/anthropic-stub.ts';
import {typingPause} from '../support/ccmon.ts';
import {type ClaudeHome, createClaudeHome, startClaude, submitTo} from '../support/claude.ts';
import {findClaude} from '../support/claude-binary.ts';
import {steer} from '../support/directives.ts';
import {openSpawningMonitor, waitForCursorOn} from '../support/spawning-monitor.ts';
import {type Pane, startTmux, type Tmux} from '../support/tmux.ts';
import {takeTurn} from '../support/turn.ts';
import {waitFor} from '../support/wait.ts';

const binary = await findClaude();

describe.skipIf(!binary)('past conversations', () => {
	let stub: Stub;
	let tmux: Tmux;
	let home: ClaudeHome;
	let cwd: string;
	let monitor: Pane;

	/** Asks something in a conversation of its own, and leaves it. */
	async function converse(prompt: string): Promise<string> {
		const claude = await startClaude(tmux, {binary: binary!, home, cwd});
		await takeTurn(claude, stub, steer(prompt, {words: 20}));
		const {sessionId} = claude.registry();
		await claude.pane.close();
		return sessionId;
	}

	const transcripts = () => {
		const projects = join(home.configDir, 'projects');
		return readdirSync(projects).flatMap(name =>
			readdirSync(join(projects, name)).filter(file => file.endsWith('.jsonl')),
		);
	};
	const panes = async () => (await tmux.command('list-panes', '-a', '-F', '#{pane_id}')).trim().split('\n').length;

	beforeAll(async () => {
		stub = await startStub();
		tmux = await startTmux();
		home = await createClaudeHome({url: stub.url});
		cwd = await home.project('web');
	});

	afterAll(async () => {
		await tmux?.close();
		await home?.remove();
		await stub?.close();
	});

	let xylophone: string;

	test('typed words leave those whose prompts have them', async () => {
		xylophone = await converse('tune the xylophone');
		await converse('paint the harpsichord');
		monitor = await openSpawningMonitor(tmux, {home, cwd, binary: binary!});
		await monitor.press('R');
		await monitor.waitFor('Past conversations');
		await monitor.waitFor(text => text.includes('xylophone') && text.includes('harpsichord'));
		for (const letter of 'xylo') await monitor.type(letter);
		const screen = await monitor.waitFor(text => !text.includes('harpsichord'));
		expect(screen).toMatch(/▸ .*tune the xylophone/);
		await monitor.press('Enter');
		await monitor.waitFor('⏎ resume');
	});

	test('o puts its id where tmux pastes from', async () => {
		await monitor.press('o');
		await monitor.waitFor(`Copied through the terminal, if it allows that (OSC 52): ${xylophone}`);
		expect(await tmux.command('show-buffer')).toBe(xylophone);
	});

	test('Enter resumes it in a split: the same conversation, with its history', async () => {
		const before = await panes();
		await monitor.press('Enter');
		await monitor.waitFor('beside ccmon: a tmux split');
		await monitor.press('Enter');
		await monitor.waitFor(/Resumed in tmux %\d+/);
		expect(await panes()).toBe(before + 1);
		await typingPause();
		await monitor.waitFor('it is running', {timeout: 60_000});
		await monitor.press('Enter');
		await monitor.waitFor('is running: f resumes a copy of it');
		const side = (await tmux.command('list-panes', '-t', monitor.id, '-F', '#{pane_id}')).trim().split('\n').at(-1)!;
		await tmux.pane(side).waitFor('tune the xylophone', {what: 'its history on the screen'});
		expect(transcripts()).toHaveLength(2);
	});

	test('its row has the cursor in the list', async () => {
		await typingPause();
		await monitor.press('Escape');
		await monitor.waitFor(text => !text.includes('Past conversations') && text.includes('c compact'));
		// Escape and a letter that come together are another key.
		await typingPause();
		await waitForCursorOn(monitor, () => [xylophone]);
		await monitor.press('R');
		await monitor.waitFor('Past conversations');
		for (const letter of 'xylo') await monitor.type(letter);
		await monitor.waitFor(/▸ .*tune the xylophone/);
		await monitor.press('Enter');
		await monitor.waitFor('f fork');
	});

	test('f goes on with a copy while it runs: another conversation with the same history', async () => {
		await typingPause();
		await monitor.press('f');
		await monitor.waitFor('Resume a copy of');
		await monitor.press('Down');
		await monitor.waitFor('▸ in a new tmux window');
		await monitor.press('Enter');
		const fork = tmux.pane(/Forked in tmux (%\d+)/.exec(await monitor.waitFor(/Forked in tmux %\d+/))![1]!);
		await fork.waitFor(['tune the xylophone', /^❯/m], {what: 'its history on the screen'});
		await submitTo(fork, 'and now the vibraphone');
		await waitFor(() => transcripts().length === 3, {what: 'a transcript of its own', last: fork.screen});
		await fork.close();
	});

	test('in the background, under the same id', async () => {
		await tmux.command('select-window', '-t', monitor.id);
		await typingPause();
		await monitor.press('/');
		await monitor.waitFor('⏎ keep');
		await monitor.press('C-u');
		// Read together with it, the first letter would make it a part of a text.
		await monitor.waitFor('paint the h');
		for (const letter of 'harpsi') await monitor.type(letter);
		await monitor.waitFor(/▸ .*paint the h/);
		await monitor.press('Enter');
		await monitor.waitFor('⏎ resume');
		await monitor.press('Enter');
		await monitor.waitFor('Resume ');
		await monitor.press('Down', 'Down');
		await monitor.waitFor('▸ in the background');
		await monitor.press('Enter');
		await monitor.waitFor(/Resumed in the background as job [0-9a-f]+/, {timeout: 60_000});
		await monitor.waitFor('it is running', {timeout: 60_000});
		expect(transcripts()).toHaveLength(3);
	});

	test('in this terminal, which ccmon has again when it ends', async () => {
		await typingPause();
		await monitor.press('f');
		await monitor.waitFor('Resume a copy of');
		await monitor.press('Down', 'Down', 'Down');
		await monitor.waitFor('▸ in this terminal');
		await monitor.press('Enter');
		await monitor.waitFor(['paint the harpsichord', /^❯/m]);
		await submitTo(monitor, '/exit');
		await monitor.waitFor('was resumed here, and has ended');
		await monitor.waitFor('Past conversations');
	});
});
