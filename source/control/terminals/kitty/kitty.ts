/** Sessions in windows of a kitty that listens for remote control on a socket. */
import * as v from 'valibot';
import {isOwn, lstatOrNull} from '../../../platform/files.ts';
import {readProcessVariables, readTty} from '../../../platform/process.ts';
import {createListings} from '../listings.ts';
import {forInteractive, type Terminal, TerminalLostError} from '../terminal.ts';
import {reachWindow, type Window} from '../window.ts';
import {askKitty, tellKitty} from './remote-control.ts';

export function createKittyTerminal(now: () => number): Terminal {
	const windowsOf = createListings(listWindows, now);
	return forInteractive(async (pid, target) => {
		const variables = readProcessVariables(pid, ['KITTY_LISTEN_ON', 'KITTY_WINDOW_ID']);
		if (!variables?.KITTY_WINDOW_ID) return null;
		const socket = socketOf(variables.KITTY_LISTEN_ON);
		if (socket === null) return {ok: false, reason: notListening};
		const tty = readTty(pid);
		if (tty === null) return null;
		// The variables may be inherited through e.g. tmux: what counts is the terminal device.
		const window = (await windowsOf(socket)).find(({pid}) => readTty(pid) === tty);
		return window ? reachWindow(open(socket, window.id, tty), target) : null;
	});
}

const notListening =
	'its kitty takes no remote control: put “allow_remote_control socket-only” and “listen_on unix:/tmp/kitty” into kitty.conf and start kitty again, or use tmux or `ccmon run`';

/** `unix:/tmp/kitty-4711`, or `unix:@name` outside the file system. Null: none, or one that is not this user's. */
function socketOf(listenOn: string | undefined): string | null {
	const path = /^unix:(.+)$/.exec(listenOn ?? '')?.[1];
	if (path === undefined) return null;
	if (path.startsWith('@')) return path;
	const stats = lstatOrNull(path);
	return stats?.isSocket() && isOwn(stats) ? path : null;
}

const windowSchema = v.object({
	id: v.number(),
	/** The pid of the program it was opened with. */
	pid: v.number(),
	columns: v.number(),
});
type KittyWindow = v.InferOutput<typeof windowSchema>;

const listingSchema = v.array(v.object({tabs: v.array(v.object({windows: v.array(windowSchema)}))}));

/** Throws `TerminalLostError`. */
async function listWindows(socket: string): Promise<readonly KittyWindow[]> {
	return windowsIn(await askKitty(socket, 'ls', {}));
}

function windowsIn(listing: string): KittyWindow[] {
	const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), listingSchema), listing);
	if (!parsed.success) throw new TerminalLostError('kitty answered with something other than a list of windows');
	return parsed.output.flatMap(({tabs}) => tabs).flatMap(({windows}) => windows);
}

function open(socket: string, id: number, tty: string): Window {
	const match = `id:${id}`;
	return {
		address: `kitty:${id}`,
		noun: 'kitty window',
		tty,
		showsColours: true,
		async screen() {
			const [listing, text] = await Promise.all([
				askKitty(socket, 'ls', {}),
				askKitty(socket, 'get-text', {match, extent: 'screen', ansi: true, wrap_markers: true}),
			]);
			const window = windowsIn(listing).find(candidate => candidate.id === id);
			if (!window || readTty(window.pid) !== tty) throw new TerminalLostError('its kitty window is gone');
			return {columns: window.columns, rows: text.replace(/\r$/, '').split(/\r\n?/)};
		},
		write: bytes => tellKitty(socket, 'send-text', {match, data: `base64:${Buffer.from(bytes).toString('base64')}`}),
		async focus() {
			await askKitty(socket, 'focus-window', {match});
			return {type: 'focused'};
		},
	};
}
