/** A session's pane brought to the front, in real tmux servers of the test's own. */
import {symlinkSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {focusPane} from '../../source/control/terminals/tmux-focus.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {startTmux, type Tmux} from '../support/tmux.ts';

let tmux: Tmux;
let folder: TemporaryFolder;
beforeEach(async () => {
	tmux = await startTmux();
	folder = temporaryFolder();
});
afterEach(async () => {
	await tmux.close();
	folder.remove();
});

const socketOf = async (server: Tmux) => (await server.command('display-message', '-p', '#{socket_path}')).trim();

/** ccmon's pane, and beside it, below, that of a session; ccmon's has the keyboard. */
async function twoPanes() {
	const own = await tmux.open({command: ['cat']});
	const session = await own.split({command: ['cat']});
	const activePane = async () =>
		(await tmux.command('list-panes', '-t', own.id, '-f', '#{pane_active}', '-F', '#{pane_id}')).trim();
	expect(await activePane()).toBe(own.id);
	return {own, session, activePane};
}

test('in ccmon’s own server the pane becomes the active one', async () => {
	const {own, session, activePane} = await twoPanes();
	const socket = await socketOf(tmux);
	const env = {TMUX: `${socket},1,0`, TMUX_PANE: own.id};
	expect(await focusPane({socket, id: session.id}, env)).toEqual({type: 'focused'});
	expect(await activePane()).toBe(session.id);
});

test('a socket by another path is the same server', async () => {
	const {own, session} = await twoPanes();
	const socket = await socketOf(tmux);
	symlinkSync(socket, folder.at('socket'));
	const env = {TMUX: `${folder.at('socket')},1,0`, TMUX_PANE: own.id};
	expect(await focusPane({socket, id: session.id}, env)).toEqual({type: 'focused'});
});

test('a pane of another server is attached to, with its pane selected', async () => {
	const {session, activePane} = await twoPanes();
	const other = await startTmux();
	try {
		const env = {TMUX: `${await socketOf(other)},1,0`, TMUX_PANE: '%0'};
		const socket = await socketOf(tmux);
		expect(await focusPane({socket, id: session.id}, env)).toEqual({
			type: 'run',
			file: 'tmux',
			args: ['-u', '-S', socket, 'attach-session', '-t', session.id],
			// tmux would refuse to run inside another one.
			env: {TMUX: '', TMUX_PANE: ''},
		});
		expect(await activePane()).toBe(session.id);
	} finally {
		await other.close();
	}
});

test('outside of tmux it is attached to', async () => {
	const {session} = await twoPanes();
	expect(await focusPane({socket: await socketOf(tmux), id: session.id}, {})).toMatchObject({
		type: 'run',
		file: 'tmux',
	});
});
