/** What every component can reach, and how it is notified of changes. */
import {createContext, use, useRef, useSyncExternalStore} from 'react';
import type {CommandTable} from '../control/commands/command-table.ts';
import type {ViewContext} from '../control/commands/view-context.ts';
import type {MonitorState, MonitorStore} from '../store.ts';
import type {Measured} from './measured.ts';
import type {ExtraViews, ScreenOptions} from './options.ts';
import type {ScreenController} from './screen-control.ts';
import type {ScreenState, ScreenStore} from './screen-state.ts';
import type {StrayKeys} from './stray-keys.ts';

export interface ScreenParts {
	store: MonitorStore;
	screen: ScreenStore;
	controller: ScreenController;
	commands: CommandTable;
	options: ScreenOptions;
	views: ExtraViews;
	measured: Measured;
	strays: StrayKeys;
	/** A fresh context for a command: its targets are pinned as they are now. */
	commandContext(): ViewContext;
}

export const ScreenContext = createContext<ScreenParts | null>(null);

export function useParts(): ScreenParts {
	const parts = use(ScreenContext);
	if (parts === null) throw new Error('Outside of the screen');
	return parts;
}

/**
 * Something computed from the fleet (frozen while paused) and the state of the screen. The component is drawn again only
 * when it changed: choose strings, sessions and other things that keep their identity, or give an `equal`.
 */
export function useScreen<T>(
	select: (fleet: MonitorState, screen: ScreenState) => T,
	equal: (a: T, b: T) => boolean = Object.is,
): T {
	const {store, screen} = useParts();
	const last = useRef<{value: T} | null>(null);
	const snapshot = () => {
		const state = screen.getState();
		const value = select(state.frozen ?? store.getState(), state);
		if (last.current === null || !equal(last.current.value, value)) last.current = {value};
		return last.current.value;
	};
	// Stable for the life of the screen: subscribing again at every drawing would cost more than the drawing.
	const subscribe = useRef((onChange: () => void) => {
		const leave = [store.subscribe(onChange), screen.subscribe(onChange)];
		return () => {
			for (const stop of leave) stop();
		};
	});
	return useSyncExternalStore(subscribe.current, snapshot, snapshot);
}

/** Arrays and plain objects of the same content. */
export function sameItems<T extends object>(a: T, b: T): boolean {
	const keys = Object.keys(a) as (keyof T)[];
	return keys.length === Object.keys(b).length && keys.every(key => Object.is(a[key], b[key]));
}
