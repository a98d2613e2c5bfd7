import {existsSync, mkdirSync, statSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {ownPane, startInTmux, type TmuxStart} from '../../../../source/control/terminals/spawn/tmux-window.ts';
import {type TemporaryFolder, temporaryFolder} from '../../../support/environment.ts';
import {recordedProgram} from '../../../support/recorded-programs.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
	mkdirSync(folder.at('bin'));
	vi.stubEnv('PATH', `${folder.at('bin')}:${process.env.PATH}`);
});
afterEach(() => {
	vi.unstubAllEnvs();
	folder.remove();
});

const inTmux = {TMUX: '/run/tmux/default,4711,0', TMUX_PANE: '%7'};

/** The arguments that a stand-in for tmux was given: single quotes take everything but themselves literally. */
async function start(change: Partial<TmuxStart> = {}, env: NodeJS.ProcessEnv = inTmux, prints = '%9\n') {
	const bin = {...folder, at: (name = '') => folder.at('bin', name)};
	const tmux = recordedProgram(bin, 'tmux', [
		{when: 'display-message', print: '$2:@3\n'},
		{when: 'source-file', print: prints},
	]);
	const all: TmuxStart = {how: 'window', cwd: '/w', command: ['claude'], variables: {}, inBackground: false, ...change};
	const pane = await startInTmux(all, env);
	const line = tmux.input().split('source-file -\n').at(-1)!.replace(/\n$/, '');
	const words = [...line.matchAll(/(?:'([^']*)'|\\'|[^\s'\\])+/g)].map(([word]) =>
		word.replace(/'([^']*)'|\\(')/g, (_, inner, quote) => inner ?? quote),
	);
	return {pane, words, arguments: tmux.arguments()};
}

describe('where a new pane comes', () => {
	test('a window beside ccmon’s own, a split beside its pane', async () => {
		const window = await start();
		expect(window.pane).toBe('%9');
		expect(window.words.slice(0, 5)).toEqual(['new-window', '-a', '-t', '$2:@3', '-P']);
		expect(window.arguments).toContain('-S /run/tmux/default ');
		const split = await start({how: 'split', inBackground: true});
		expect(split.words.slice(0, 5)).toEqual(['split-window', '-h', '-t', '%7', '-d']);
	});

	test('a session of its own in the person’s default server, whose folder is made for the owner alone', async () => {
		const {words, arguments: args} = await start({how: 'tmux'}, {TMUX_TMPDIR: folder.path});
		expect(words.slice(0, 6)).toEqual(['new-session', '-x', '160', '-y', '48', '-d']);
		const made = folder.at(`tmux-${process.getuid?.() ?? 0}`);
		expect(args).toContain(`-S ${made}/default start-server`);
		expect(existsSync(made)).toBe(true);
		expect(statSync(made).mode & 0o777).toBe(0o700);
	});

	test('there is none outside of tmux', async () => {
		await expect(start({}, {})).rejects.toThrow('ccmon does not run inside tmux');
		expect(ownPane({TMUX: '/run/tmux/default,1,0'})).toBeNull();
		expect(ownPane({TMUX: '', TMUX_PANE: '%1'})).toBeNull();
		// It becomes a target.
		expect(ownPane({...inTmux, TMUX_PANE: '%1; kill-server'})).toBeNull();
		expect(ownPane(inTmux)).toEqual({socket: '/run/tmux/default', pane: '%7'});
	});
});

test('program, folder and variables are words to tmux, whatever is in them', async () => {
	const nasty = 'it\'s #(touch x) #{pid} ; kill-server $HOME \\ "';
	const {words} = await start({cwd: `/w/${nasty}`, command: ['claude', '--', nasty], variables: {ONE: nasty}});
	const doubled = nasty.replaceAll('#', '##');
	expect(words.slice(4)).toEqual([
		...['-P', '-F', '#{pane_id}', '-c', `/w/${doubled}`, '-e', `ONE=${nasty}`],
		...['--', 'env', 'claude', '--', nasty],
	]);
});

test('a variable of two lines, which tmux cannot take, is left out', async () => {
	const {words} = await start({variables: {BAD: 'one\nkill-server', GOOD: '1'}});
	expect(words).toContain('GOOD=1');
	expect(words.join(' ')).not.toContain('BAD');
});

test.each([
	['', 'tmux opened no pane: it gave no reason'],
	['create pane failed: pane too small\n', 'tmux opened no pane: create pane failed: pane too small'],
])('tmux that answers %j has opened none', async (prints, message) => {
	await expect(start({}, inTmux, prints)).rejects.toThrow(message);
});
