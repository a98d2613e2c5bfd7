/** A session of the real Claude Code started by keys in a new worktree, with a name and a permission mode. */

import {execFileSync} from 'node:child_process';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type Stub, startStub} from '../support/anthropic-stub.ts';
import {typingPause} from '../support/ccmon.ts';
import {type ClaudeHome, createClaudeHome} from '../support/claude.ts';
import {findClaude} from '../support/claude-binary.ts';
import {runningEntries} from '../support/registry.ts';
import {openSpawningMonitor} from '../support/spawning-monitor.ts';
import {type Pane, startTmux, type Tmux} from '../support/tmux.ts';
import {waitFor} from '../support/wait.ts';

const binary = await findClaude();

describe.skipIf(!binary)('starting a session as a person wants it', () => {
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
		// A worktree is made only where the repository itself is trusted.
		const state = join(home.home, '.claude.json');
		const told = JSON.parse(readFileSync(state, 'utf8'));
		const trusted = {hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true};
		writeFileSync(state, JSON.stringify({...told, projects: {...told.projects, [cwd]: trusted}}));
		const git = (...args: string[]) => execFileSync('git', ['-C', cwd, ...args], {env: home.env});
		git('init', '-q');
		git('-c', 'user.email=a@b', '-c', 'user.name=Ada', 'commit', '-q', '--allow-empty', '-m', 'begin');
		monitor = await openSpawningMonitor(tmux, {home, cwd, binary: binary!});
	});

	afterAll(async () => {
		await tmux?.close();
		await home?.remove();
		await stub?.close();
	});

	/** Goes down so many lines of the list that is asked from, and chooses. */
	async function choose(line: number, shows: string): Promise<void> {
		for (let step = 0; step < line; step++) await monitor.press('Down');
		await monitor.waitFor(new RegExp(`▸ ${shows}`));
		await monitor.press('Enter');
	}

	async function change(line: number, shows: string, question: string, text: string): Promise<void> {
		await choose(line, shows);
		await monitor.waitFor(question);
		await monitor.enter(text);
		await monitor.waitFor('Start it in');
	}

	/** By the last line of the list: a Down too many changes nothing there. */
	async function startIn(folder: string): Promise<void> {
		await monitor.press('n');
		await monitor.waitFor('another folder');
		const isChosen = async () => (await monitor.screen()).includes('▸ another folder');
		while (!(await isChosen())) await monitor.press('Down');
		await monitor.press('Enter');
		await monitor.waitFor('Folder of the new session');
		await monitor.press('C-u');
		await monitor.waitFor(/^▸\s*$/m);
		await monitor.enter(folder);
		await monitor.waitFor('How, in');
	}

	test('in a worktree of its own, with its name, in plan mode', async () => {
		await monitor.press('n');
		await monitor.waitFor('Start a session in');
		await monitor.press('Enter');
		await monitor.waitFor('How, in');
		await choose(1, 'in a new tmux window');
		await monitor.waitFor('First prompt');
		await monitor.press('Enter');
		await monitor.waitFor('Start it in');
		await change(2, 'worktree: none', 'Name of the new worktree', 'fix-login');
		await change(3, 'name: none', 'Name of the session', 'Login page');
		await choose(4, 'permission mode: as configured');
		await choose(3, 'plan: it reads');
		await monitor.waitFor('permission mode: plan');
		await choose(0, 'start');
		const started = tmux.pane(
			/Started in tmux (%\d+)/.exec(await monitor.waitFor(/Started in tmux %\d+/, {timeout: 60_000}))![1]!,
		);
		// It registers by a name of its own first.
		const isIdle = () => runningEntries(home).find(({status, name}) => status === 'idle' && name === 'Login page');
		const entry = await waitFor(isIdle, {what: 'Claude Code to register', timeout: 60_000, last: started.screen});
		expect(entry.cwd).toBe(join(cwd, '.claude/worktrees/fix-login'));
		await started.waitFor('plan mode on');
		await tmux.command('select-window', '-t', monitor.id);
		await monitor.waitFor('Login page');
	});

	test('headless, in a worktree of its own', async () => {
		await startIn(cwd);
		await choose(3, 'headless');
		await monitor.waitFor('First prompt');
		await monitor.enter('hello from the worktree');
		await monitor.waitFor('Start it in');
		await change(2, 'worktree: none', 'Name of the new worktree', 'headless-fix');
		await choose(0, 'start');
		const folder = join(cwd, '.claude/worktrees/headless-fix');
		await monitor.waitFor(text => text.includes('worktree headless-fix') && text.includes('hello from the worktree'), {
			timeout: 60_000,
		});
		const transcripts = join(home.configDir, 'projects', folder.replace(/[^A-Za-z0-9]/g, '-'));
		await waitFor(() => readdirSync(transcripts).length > 0, {what: 'its transcript'});
		// It answered there, and that is counted.
		await monitor.waitFor(/headless-fix\S* +○ idle .*\$0\.\d+/, {timeout: 60_000});
		await typingPause();
		await monitor.press('K');
		await monitor.waitFor('End headless-fix');
		await monitor.press('y');
		await monitor.waitFor(/^ccmon {2}1 session/m, {timeout: 60_000});
		await typingPause();
	});

	test('no worktree in a repository that Claude Code does not trust: that is said before anything is started', async () => {
		const strange = await home.project('strange');
		execFileSync('git', ['-C', strange, 'init', '-q'], {env: home.env});
		const panes = () => tmux.command('list-panes', '-a', '-F', '#{pane_id}');
		const before = await panes();
		await startIn(strange);
		await choose(1, 'in a new tmux window');
		await monitor.waitFor('First prompt');
		await monitor.press('Enter');
		await monitor.waitFor('Start it in');
		await change(2, 'worktree: none', 'Name of the new worktree', 'fix-login');
		await choose(0, 'start');
		await monitor.waitFor(/Nothing started: .*must trust .*strange: run claude there once/);
		expect(await panes()).toBe(before);
	});
});
