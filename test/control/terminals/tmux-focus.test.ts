/** What tmux is told to bring a pane to the front. With real servers: test/e2e/tmux-focus.test.ts. */
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {focusPane} from '../../../source/control/terminals/tmux-focus.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {recordedProgram} from '../../support/recorded-programs.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
	vi.stubEnv('PATH', `${folder.path}:${process.env.PATH}`);
});
afterEach(() => {
	vi.unstubAllEnvs();
	folder.remove();
});

/** `rules`: what tmux prints, by a part of its command line. */
function tmux(rules: Record<string, string>) {
	const program = recordedProgram(
		folder,
		'tmux',
		Object.entries(rules).map(([when, print]) => ({when, print})),
	);
	return {told: () => program.arguments().trim().split('\n')};
}

const pane = {socket: '/tmp/tmux-0/default', id: '%3'};
const inTmux = {TMUX: '/tmp/tmux-0/default,77,0', TMUX_PANE: '%9'};

test('of several clients that show ccmon the one last used goes there', async () => {
	const {told} = tmux({
		'#{session_id}': '$1\n',
		'list-clients -t $1': '1790000009 /dev/pts/1\n1790000100 /dev/pts/my tty\n1790000050 /dev/pts/3\n',
		'select-window': '',
	});
	expect(await focusPane(pane, inTmux)).toEqual({type: 'focused'});
	expect(told().at(-1)).toBe(
		'-u -S /tmp/tmux-0/default select-window -t %3 ; select-pane -t %3 ; switch-client -c /dev/pts/my tty -t %3',
	);
});

test('where nobody looks at ccmon, the pane is selected for whoever comes', async () => {
	const {told} = tmux({'#{session_id}': '$1\n', 'list-clients': '\n', 'select-window': ''});
	expect(await focusPane(pane, inTmux)).toEqual({type: 'focused'});
	expect(told().at(-1)).toBe('-u -S /tmp/tmux-0/default select-window -t %3 ; select-pane -t %3');
});

test.each([
	['two servers that answer with different pids', {TMUX: '/tmp/other,78,0', TMUX_PANE: '%9'}],
	['no tmux around ccmon', {}],
	['a tmux around ccmon that names no pane', {TMUX: inTmux.TMUX}],
])('%s: the other server is attached to, its pane selected', async (_, env) => {
	const {told} = tmux({'-S /tmp/other display-message -p #{pid}': '78\n', '#{pid}': '77\n', 'select-window': ''});
	expect(await focusPane(pane, env)).toEqual({
		...{type: 'run', file: 'tmux', args: ['-u', '-S', pane.socket, 'attach-session', '-t', '%3']},
		env: {TMUX: '', TMUX_PANE: ''},
	});
	expect(told().at(-1)).toBe('-u -S /tmp/tmux-0/default select-window -t %3 ; select-pane -t %3');
});

test('two servers of which none answers are not the same one', async () => {
	tmux({'select-window': ''});
	expect(await focusPane(pane, {TMUX: '/tmp/other,78,0', TMUX_PANE: '%9'})).toMatchObject({type: 'run'});
});

test('a pane that has gone meanwhile is lost', async () => {
	tmux({});
	await expect(focusPane(pane, {})).rejects.toThrow();
});
