/** The real kitty on a display that nobody sees (Xvfb): windows with keys in and screens out. Spoken to without ccmon's code. */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {createConnection} from 'node:net';
import path from 'node:path';
import {baseEnvironment, temporaryFolder} from './environment.ts';
import {type AnyPane, type PaneOptions, waitForScreen} from './tmux.ts';
import {waitFor} from './wait.ts';

export interface Kitty {
	open(options: PaneOptions): Promise<AnyPane>;
	close(): Promise<void>;
}

/** What the trials press, as kitty's own keyboard sends it to a program that asked for nothing else. */
const keys: Record<string, string> = {
	Enter: '\r',
	Escape: '\x1b',
	Tab: '\t',
	Up: '\x1b[A',
	Down: '\x1b[B',
	Right: '\x1b[C',
	'C-e': '\x05',
	'C-o': '\x0f',
	'C-s': '\x13',
	'C-u': '\x15',
};

const programs = ['kitty', 'Xvfb'];
const isInstalled = (program: string) =>
	['/usr/bin', '/usr/local/bin'].some(folder => existsSync(path.join(folder, program)));
export const hasKitty = programs.every(isInstalled);

/** Without `remoteControl` it accepts no commands, as is kitty's default. */
export async function startKitty({remoteControl = true} = {}): Promise<Kitty> {
	const folder = temporaryFolder('ccmon-kitty');
	const socket = folder.at('socket');
	const xvfb = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], {
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	const display = await new Promise<string>(resolve => xvfb.stdout.once('data', data => resolve(String(data).trim())));
	const options = [
		'sync_to_monitor=no',
		'repaint_delay=50',
		'enable_audio_bell=no',
		'shell_integration=disabled',
		'remember_window_size=no',
		'confirm_os_window_close=0',
		'font_size=8',
		'initial_window_width=100c',
		'initial_window_height=30c',
		`allow_remote_control=${remoteControl ? 'socket-only' : 'no'}`,
	].flatMap(option => ['-o', option]);
	const listen = remoteControl ? ['--listen-on', `unix:${socket}`] : [];
	const env = {...baseEnvironment(), HOME: folder.path, DISPLAY: `:${display}`, LIBGL_ALWAYS_SOFTWARE: '1'};
	const kitty = spawn('kitty', ['--config', 'NONE', ...options, ...listen, 'sleep', '86400'], {env, stdio: 'ignore'});
	const ask = (command: string, payload: object) => request(socket, command, payload, true);
	if (remoteControl) await waitFor(() => ask('ls', {}), {what: 'kitty to listen', timeout: 60_000});
	return {
		async open({command, cwd, env: variables = {}, columns = 100, rows = 30}) {
			const id = await ask('launch', {
				args: ['env', '-u', 'TERMINFO', ...command],
				type: 'os-window',
				cwd,
				env: Object.entries(variables).flatMap(([name, value]) => (name === 'TERM' ? [] : [`${name}=${value}`])),
			});
			const window = openWindow(socket, id, ask);
			await window.resize(columns, rows);
			return window;
		},
		async close() {
			await end(kitty);
			await end(xvfb);
			folder.remove();
		},
	};
}

async function end(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	child.kill('SIGTERM');
	const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
	await once(child, 'exit');
	clearTimeout(timer);
}

type Ask = (command: string, payload: object) => Promise<string>;

interface Listed {
	id: number;
	pid: number;
	columns: number;
	lines: number;
}

function openWindow(socket: string, id: string, ask: Ask): AnyPane {
	const match = `id:${id}`;
	const write = (bytes: string) =>
		request(socket, 'send-text', {match, data: `base64:${Buffer.from(bytes).toString('base64')}`}, false);
	const screen = async () => (await ask('get-text', {match, extent: 'screen'})).trimEnd();
	const listed = async (): Promise<Listed | undefined> =>
		JSON.parse(await ask('ls', {}))
			.flatMap(({tabs}: {tabs: {windows: Listed[]}[]}) => tabs)
			.flatMap(({windows}: {windows: Listed[]}) => windows)
			.find((window: Listed) => String(window.id) === id);
	return {
		id,
		screen,
		rows: async () => (await screen()).split('\n'),
		async type(text) {
			await write(text);
		},
		async press(...names) {
			for (const name of names) await write(keys[name] ?? name);
		},
		waitFor: waitForScreen(screen),
		async resize(columns, rows) {
			await ask('resize-os-window', {match, width: columns, height: rows, unit: 'cells', action: 'resize'});
			await waitFor(
				async () => {
					const window = await listed();
					return window?.columns === columns && window.lines === rows;
				},
				{what: `${columns}×${rows} cells`, last: async () => JSON.stringify(await listed())},
			);
		},
		pid: async () => (await listed())!.pid,
		async close() {
			await ask('close-window', {match});
		},
	};
}

/** One request of its protocol: https://sw.kovidgoyal.net/kitty/rc_protocol/ */
function request(socket: string, cmd: string, payload: object, answered: boolean): Promise<string> {
	return new Promise((resolve, reject) => {
		const connection = createConnection(socket);
		let text = '';
		connection.setTimeout(10_000, () => connection.destroy(new Error(`kitty does not answer to ${cmd}`)));
		connection.on('error', reject);
		connection.on('data', data => {
			text += data;
			if (!text.endsWith('\x1b\\')) return;
			connection.end();
			const {ok, data: result, error} = JSON.parse(text.slice(text.indexOf('{'), -2));
			if (ok) resolve(result ?? '');
			else reject(new Error(`kitty: ${error}`));
		});
		const message = JSON.stringify({cmd, version: [0, 26, 0], no_response: !answered, payload});
		connection.write(`\x1bP@kitty-cmd${message}\x1b\\`, () => {
			if (answered) return;
			connection.end();
			resolve('');
		});
	});
}
