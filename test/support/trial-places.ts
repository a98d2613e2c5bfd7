/** The terminals in which trials run, each with a bystander: what is typed there was typed into the wrong place. */
import {startScreen} from './gnu-screen.ts';
import {startKitty} from './kitty.ts';
import type {AnyPane, PaneOptions, Tmux} from './tmux.ts';
import type {CopyMode, TrialWay} from './trial-bench.ts';

export interface Place {
	open(options: PaneOptions): Promise<AnyPane>;
	strayKeys(): Promise<string>;
	copyMode: CopyMode | null;
	/** The tmux server stays. */
	close(): Promise<void>;
}

export async function openPlace(way: TrialWay, tmux: Tmux): Promise<Place> {
	if (way === 'kitty') return inKitty();
	return way === 'screen' ? inScreen(tmux) : inTmux(tmux);
}

const bystanderOptions = {command: ['cat'], columns: 100, rows: 10};

async function inTmux(tmux: Tmux): Promise<Place> {
	const bystander = await tmux.open(bystanderOptions);
	const isOn = async (id: string) => (await tmux.command('display-message', '-p', '-t', id, '#{pane_in_mode}')).trim();
	return {
		open: tmux.open,
		strayKeys: bystander.screen,
		copyMode: {
			async enter({pane}) {
				await tmux.command('copy-mode', '-t', pane.id);
			},
			async leave({pane}) {
				if ((await isOn(pane.id)) !== '0') await pane.press('q');
			},
		},
		close: async () => undefined,
	};
}

async function inKitty(): Promise<Place> {
	const kitty = await startKitty();
	const bystander = await kitty.open(bystanderOptions);
	return {open: kitty.open, strayKeys: bystander.screen, copyMode: null, close: kitty.close};
}

async function inScreen(tmux: Tmux): Promise<Place> {
	const screen = startScreen(tmux);
	const on = new Set<string>();
	return {
		open: screen.open,
		strayKeys: async () => screen.strayKeys(),
		copyMode: {
			async enter({pane}) {
				on.add(pane.id);
				await pane.press('C-a', '[');
				await pane.waitFor('Copy mode - ');
			},
			async leave({pane}) {
				// Left already by keys that ccmon typed into it: escape would go to Claude Code, and be harmless there.
				if (on.delete(pane.id)) await pane.press('Escape');
			},
		},
		close: screen.close,
	};
}
