/** `n`: asks where, how and what, and starts a session. */
import {shortFolder} from '../../core/format.ts';
import type {ExtraName, SpawnExtras} from '../terminals/spawn/options.ts';
import type {ScreenControl} from './command.ts';
import type {PromptMemory} from './prompt-memory.ts';
import {askForOptions} from './spawn-options.ts';

export type SpawnWay = 'split' | 'window' | 'tmux' | 'background' | 'headless';

export interface SpawnRequest {
	/** Checked: it exists. */
	cwd: string;
	way: SpawnWay;
	prompt: string | null;
	/** Null: as configured. */
	model: string | null;
	extras?: SpawnExtras;
}

/** What starting a session needs; provided by the composition root. */
export interface SpawnPorts extends PromptMemory {
	/** Folders to offer, the most recent first. */
	folders(): readonly string[];
	checkFolder(path: string): {ok: true; path: string} | {ok: false; reason: string};
	/** Those that work here. */
	ways(): readonly SpawnWay[];
	/** Starts it and returns what was done. Rejects with a sentence. */
	start(request: SpawnRequest): Promise<string>;
	/** What else can be chosen in a folder; missing: nothing. */
	extras?(cwd: string, way: SpawnWay): readonly ExtraName[];
	/** For showing folders; null: unknown. */
	home: string | null;
}

export const wayLabels: Record<SpawnWay, string> = {
	split: 'beside ccmon: a tmux split',
	window: 'in a new tmux window',
	tmux: 'in tmux, in a session of its own',
	background: "in the background, under Claude Code's own daemon",
	headless: 'headless, run by ccmon: tokens and answers stream here, tools only as the settings allow',
};

/** A machine on which sessions can be started. */
export interface SpawnPlace {
	/** `this machine`, `box` */
	name: string;
	/** Rejects with a sentence. */
	ports(): Promise<SpawnPorts>;
}

/** Asks on which machine, if there are several, then the rest. */
export function askForPlace(places: readonly SpawnPlace[], screen: ScreenControl): void {
	const take = (place: SpawnPlace | undefined) =>
		place?.ports().then(
			// Another machine may take a while to say what it offers.
			ports =>
				screen.isAsking() ? screen.say('Nothing started: another question came first') : askForSession(ports, screen),
			(error: Error) => screen.say(`Nothing started: ${error.message}`),
		);
	if (places.length === 0) screen.say('Nothing started: no machine is connected that starts sessions');
	else if (places.length === 1) take(places[0]);
	else
		screen.choose(
			'Start a session on',
			places.map(({name}) => name),
			index => take(places[index]),
		);
}

/** Asks one question after the other; Esc at any of them cancels. */
export function askForSession(ports: SpawnPorts, screen: ScreenControl): void {
	const folders = ports.folders();
	const shown = folders.map(folder => shortFolder(folder, ports.home));
	const other = () =>
		screen.ask('Folder of the new session:', {initial: shown[0] ?? '~/', history: shown}, text => take(text));
	const take = (path: string) => {
		const checked = ports.checkFolder(path);
		if (checked.ok) askHow(ports, screen, checked.path);
		else screen.say(`Nothing started: ${checked.reason}`);
	};
	if (folders.length === 0) {
		other();
		return;
	}
	screen.choose('Start a session in', [...shown, 'another folder'], index => {
		const folder = folders[index];
		if (folder === undefined) other();
		else take(folder);
	});
}

function askHow(ports: SpawnPorts, screen: ScreenControl, cwd: string): void {
	const ways = ports.ways();
	const labels = ways.map(way => wayLabels[way]);
	screen.choose(`How, in ${shortFolder(cwd, ports.home)}`, labels, index => {
		const way = ways[index];
		if (way) askPrompt(ports, screen, {cwd, way});
	});
}

function askPrompt(ports: SpawnPorts, screen: ScreenControl, chosen: Pick<SpawnRequest, 'cwd' | 'way'>): void {
	screen.ask('First prompt (empty: none):', {history: ports.prompts(), multiline: true}, text => {
		const prompt = text.trim() || null;
		if (prompt !== null) ports.rememberPrompt(prompt);
		const request = {...chosen, prompt};
		const title = `Start it in ${shortFolder(chosen.cwd, ports.home)}`;
		const names = ports.extras?.(chosen.cwd, chosen.way) ?? [];
		askForOptions(screen, {title, names}, options => start(ports, screen, {...request, ...options}));
	});
}

function start(ports: SpawnPorts, screen: ScreenControl, request: SpawnRequest): void {
	screen.say(`Starting a session in ${shortFolder(request.cwd, ports.home)}`);
	showStart(ports.start(request), screen, {cwd: request.cwd, failed: 'Nothing started'});
}

/** Selects the session when it appears, and says what was done or why nothing was. */
export function showStart(
	started: Promise<string>,
	screen: ScreenControl,
	{cwd, failed}: {cwd: string; failed: string},
): void {
	screen.selectNext(cwd);
	started.then(screen.say, (error: Error) => {
		screen.selectNext(null);
		screen.say(`${failed}: ${error.message}`);
	});
}
