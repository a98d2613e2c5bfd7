/** The real GNU screen in a tmux pane, which plays the terminal of a person who attached to it. */
import {execFile} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {promisify} from 'node:util';
import {baseEnvironment, temporaryFolder} from './environment.ts';
import {childrenOf} from './process.ts';
import type {Pane, PaneOptions, Tmux} from './tmux.ts';
import {waitFor} from './wait.ts';

const run = promisify(execFile);

export const hasScreen = existsSync('/usr/bin/screen');

export interface GnuScreen {
	/** A session of its own, with the program in window 0 and in window 1 one that writes down what is typed into it. */
	open(options: PaneOptions): Promise<Pane>;
	/** All that was typed into windows where nothing is to be typed. */
	strayKeys(): string;
	/** Any command of screen, in the session that a pane shows. */
	command(pane: Pick<Pane, 'id'>, ...words: string[]): Promise<void>;
	close(): Promise<void>;
}

export function startScreen(tmux: Tmux, settings: readonly string[] = []): GnuScreen {
	const folder = temporaryFolder('ccmon-screen');
	const sockets = folder.at('sockets');
	mkdirSync(sockets, {mode: 0o700});
	writeFileSync(folder.at('screenrc'), ['startup_message off', 'defbce on', ...settings, ''].join('\n'));
	const env = {...baseEnvironment(), HOME: folder.path, SCREENDIR: sockets};
	const names = new Map<string, string>();
	const strays: string[] = [];
	const tell = (name: string, ...words: string[]) => run('screen', ['-S', name, '-p', '0', '-X', ...words], {env});
	return {
		async open(options) {
			const name = `trial-${names.size}-${process.pid}`;
			const stray = folder.at(`${name}.typed`);
			const command = ['screen', '-U', '-c', folder.at('screenrc'), '-S', name, '-m', ...options.command];
			const pane = await tmux.open({...options, command, env: {...options.env, SCREENDIR: sockets}});
			names.set(pane.id, name);
			const server = await waitFor(() => serverOf(sockets, name), {what: 'screen to start'});
			const root = await waitFor(() => childrenOf(server)[0], {what: 'the program in screen'});
			writeFileSync(stray, '');
			strays.push(stray);
			await tell(name, 'screen', '-t', 'other', '1', 'sh', '-c', `stty raw -echo; cat > ${stray}`);
			await tell(name, 'select', '0');
			return {
				...pane,
				pid: async () => root,
				async close() {
					await tell(name, 'quit').catch(() => undefined);
					await pane.close().catch(() => undefined);
				},
			};
		},
		strayKeys: () => strays.map(file => readFileSync(file, 'utf8')).join(''),
		async command(pane, ...words) {
			await tell(names.get(pane.id)!, ...words);
		},
		async close() {
			for (const name of names.values()) await tell(name, 'quit').catch(() => undefined);
			folder.remove();
		},
	};
}

/** Sockets are named `<pid>.<name>`. */
function serverOf(sockets: string, name: string): number | null {
	const socket = readdirSync(sockets).find(file => file.endsWith(`.${name}`));
	return socket === undefined ? null : Number(socket.split('.')[0]);
}
