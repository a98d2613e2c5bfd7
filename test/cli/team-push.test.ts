/** Pushing while the monitor is open: another ccmon does it, and its failures become problems on the screen. */
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {openTeamPushes, type TeamPushes} from '../../source/cli/team-push.ts';
import {defaultConfig} from '../../source/core/config/config.ts';
import type {Problem} from '../../source/platform/problem.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {isRunning} from '../support/process.ts';
import {waitFor} from '../support/wait.ts';

let folder: TemporaryFolder;
let program: string | undefined;
let pushes: TeamPushes | null;
let problems: Problem[];
beforeEach(() => {
	folder = temporaryFolder();
	program = process.argv[1];
	pushes = null;
	problems = [];
});
afterEach(() => {
	pushes?.close();
	process.argv[1] = program!;
	folder.remove();
});

/** `script`: what ccmon does in its place. Each run is written down with its process and arguments. */
function open(script: string, {url = 'http://127.0.0.1:1' as string | null, everyMs = 3_600_000} = {}): void {
	const note = `require('node:fs').appendFileSync(${JSON.stringify(folder.at('runs'))}, process.pid + ' ' + process.argv.slice(2).join(' ') + '\\n');`;
	writeFileSync(folder.at('ccmon.cjs'), `${note}\n${script}\n`);
	process.argv[1] = folder.at('ccmon.cjs');
	const team = {...defaultConfig.team, push: {...defaultConfig.team.push, url, everyMs}};
	pushes = openTeamPushes({config: {...defaultConfig, team}} as never, event => {
		if (event.type === 'problem') problems.push(event);
	});
}
const runs = () => (existsSync(folder.at('runs')) ? readFileSync(folder.at('runs'), 'utf8').trimEnd().split('\n') : []);

test('without an address nothing is pushed', () => {
	open('', {url: null});
	pushes?.close();
	expect(runs()).toEqual([]);
});

test('pushes at once, and again and again', async () => {
	open('', {everyMs: 20});
	await waitFor(() => runs().length >= 3, {what: 'three pushes'});
	for (const run of runs()) expect(run).toMatch(/^\d+ metrics --push$/);
	expect(problems).toEqual([]);
});

test('says each reason of a failure once, by the last line', async () => {
	const script = "console.error('A file could not be read.\\nccmon metrics: the server answers 503'); process.exit(1)";
	open(script, {everyMs: 20});
	await waitFor(() => runs().length >= 3, {what: 'three pushes'});
	expect(problems).toEqual([
		{
			...{type: 'problem', path: 'http://127.0.0.1:1', count: 1},
			message: 'ccmon metrics: the server answers 503: it is tried again.',
		},
	]);
});

test('says so where it ended without a word', async () => {
	open('process.exit(3)');
	await waitFor(() => problems.length > 0, {what: 'a problem'});
	expect(problems[0]?.message).toMatch(/without output.*tried again/);
});

test('one that is still at work is neither joined by another nor left behind', async () => {
	open('setInterval(() => {}, 1000)', {everyMs: 20});
	const [run = ''] = await waitFor(() => runs().length > 0 && runs(), {what: 'a push'});
	const pid = Number.parseInt(run, 10);
	await new Promise(resolve => setTimeout(resolve, 100));
	expect(runs()).toHaveLength(1);
	pushes?.close();
	await waitFor(() => !isRunning(pid), {what: 'its end'});
	expect(problems).toEqual([]);
});
