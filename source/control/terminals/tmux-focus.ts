/** Brings a session's pane to the front: in ccmon's own tmux client, or by attaching to the other server. */
import type {Focus} from '../keyboard.ts';
import {type Pane, runTmux} from './tmux-server.ts';

export async function focusPane(pane: Pick<Pane, 'socket' | 'id'>, env: NodeJS.ProcessEnv): Promise<Focus> {
	const select = ['select-window', '-t', pane.id, ';', 'select-pane', '-t', pane.id];
	const [ownSocket] = (env.TMUX ?? '').split(',');
	if (ownSocket && env.TMUX_PANE && (await isSameServer(ownSocket, pane.socket))) {
		const client = await clientShowing(pane.socket, env.TMUX_PANE);
		const go = client ? [';', 'switch-client', '-c', client, '-t', pane.id] : [];
		await runTmux(pane.socket, [...select, ...go]);
		return {type: 'focused'};
	}
	await runTmux(pane.socket, select);
	// tmux refuses to nest while TMUX is set; here it is another server, so nesting is intended.
	return {
		type: 'run',
		file: 'tmux',
		args: ['-u', '-S', pane.socket, 'attach-session', '-t', pane.id],
		env: {TMUX: '', TMUX_PANE: ''},
	};
}

/** Two paths may lead to one socket (/tmp is a link on macOS), so compare the server's pid. */
async function isSameServer(one: string, other: string): Promise<boolean> {
	if (one === other) return true;
	const ask = (socket: string) => runTmux(socket, ['display-message', '-p', '#{pid}']).catch(() => null);
	const [onePid, otherPid] = await Promise.all([ask(one), ask(other)]);
	return onePid !== null && onePid === otherPid;
}

/** The client that shows ccmon's own pane; if there are several, the one last used. */
async function clientShowing(socket: string, ownPane: string): Promise<string | null> {
	const session = (await runTmux(socket, ['display-message', '-p', '-t', ownPane, '#{session_id}'])).trim();
	const lines = await runTmux(socket, ['list-clients', '-t', session, '-F', '#{client_activity} #{client_name}']);
	const clients = lines.trim().split('\n').filter(Boolean).sort();
	return clients.at(-1)?.replace(/^\d+ /, '') ?? null;
}
