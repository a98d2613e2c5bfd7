import {afterEach, expect, test} from 'vitest';
import {type HiddenTerminal, openHiddenTerminal} from '../../../source/control/terminals/hidden-terminal.ts';
import {loadPty} from '../../../source/control/terminals/load-pty.ts';
import {baseEnvironment} from '../../support/environment.ts';
import {childrenOf} from '../../support/process.ts';
import {waitFor} from '../../support/wait.ts';

const openPty = (await loadPty())!;
const lost = () => new Error('it has ended');

let terminal: HiddenTerminal;
afterEach(async () => {
	terminal.close(() => undefined, 0);
	await waitFor(() => terminal.hasEnded(), {what: 'the program to end'});
});

/** A script of sh in a terminal of 40 × 5. */
async function open(script: string, env: NodeJS.ProcessEnv = {}) {
	const program = {file: 'sh', args: ['-c', script], env: {...baseEnvironment(), ...env}, columns: 40, rows: 5};
	terminal = await openHiddenTerminal(openPty, program, lost);
	return terminal;
}

const shows = (text: string) =>
	waitFor(async () => (await terminal.screen()).rows.join('\n').includes(text), {
		what: `${text} on its screen`,
		last: async () => (await terminal.screen()).rows.join('\n'),
	});

test('its screen is what a person would see, at every size', async () => {
	await open('printf "one\\033[2;1Htwo"; stty size; read x; stty size; read x');
	await shows('two5 40');
	expect((await terminal.screen()).columns).toBe(40);
	terminal.resize(60, 9);
	terminal.write('\r');
	await shows('9 60');
	expect((await terminal.screen()).rows).toHaveLength(9);
});

test('it is in nobody’s tmux or screen, and has colours, whatever ccmon was started with', async () => {
	await open('echo "[$TMUX$TMUX_PANE$STY$NO_COLOR] $TERM $KEPT"; read x', {
		...{TMUX: '/tmp/tmux-0/default,1,0', TMUX_PANE: '%1', STY: '1.pts', NO_COLOR: '1', TERM: 'dumb', KEPT: 'kept'},
	});
	await shows('[] xterm-256color kept');
});

test('a program that asks what its terminal is gets an answer', async () => {
	await open('stty raw -echo; printf "\\033[c"; head -c 4 | od -An -c; stty sane; read x');
	// Primary device attributes: CSI ? and numbers.
	await shows('033   [   ?');
});

test('whether it takes pastes is known from what it asks for', async () => {
	await open('read x; printf "\\033[?2004h on"; read x; printf "\\033[?2004l off"; read x');
	expect(terminal.takesPastes()).toBe(false);
	terminal.write('\r');
	await shows('on');
	expect(terminal.takesPastes()).toBe(true);
	terminal.write('\r');
	await shows('off');
	expect(terminal.takesPastes()).toBe(false);
});

test('what it writes can be followed', async () => {
	let text = '';
	await open('read x; printf "\\033[1mbold\\007"; read x');
	terminal.onText(more => {
		text += more;
	});
	terminal.write('\r');
	await waitFor(() => text.includes('\x1b[1mbold\x07'), {what: 'the text'});
});

test('once the program has ended, looking and typing say so', async () => {
	await open('exit 0');
	await waitFor(() => terminal.hasEnded(), {what: 'the program to end'});
	await expect(terminal.screen()).rejects.toThrow('it has ended');
	expect(() => terminal.write('x')).toThrow('it has ended');
	let left = false;
	terminal.close(() => {
		left = true;
	}, 0);
	expect(left).toBe(false);
});

test('one that does not leave when it is asked is ended', async () => {
	await open('trap "" HUP; echo ready; while :; do sleep 1; done');
	await shows('ready');
	let asked = 0;
	terminal.close(() => asked++, 50);
	await waitFor(() => terminal.hasEnded(), {what: 'the program to be ended'});
	expect(asked).toBe(1);
	expect(childrenOf(process.pid)).toEqual([]);
});
