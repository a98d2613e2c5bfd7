/** What every component can access, and how it is notified of changes. */
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
	/** A new context for a command, with the current targets pinned. */
	commandContext(): ViewContext;
}

export const ScreenContext = createContext<ScreenParts | null>(null);

export function useParts(): ScreenParts {
	const parts = use(ScreenContext);
	if (parts === null) throw new Error('Outside of the screen');
	return parts;
}

/**
 * A value computed from the fleet (frozen while paused) and the screen's state. The component is redrawn only
 * if it changes: return strings, sessions and other values that keep their identity, or pass `equal`.
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
	// Stable for the life of the screen: resubscribing at every drawing would cost more than the drawing.
	const subscribe = useRef((onChange: () => void) => {
		const leave = [store.subscribe(onChange), screen.subscribe(onChange)];
		return () => {
			for (const stop of leave) stop();
		};
	});
	return useSyncExternalStore(subscribe.current, snapshot, snapshot);
}

/** Whether arrays or plain objects have the same content. */
export function sameItems<T extends object>(a: T, b: T): boolean {
	const keys = Object.keys(a) as (keyof T)[];
	return keys.length === Object.keys(b).length && keys.every(key => Object.hasOwn(b, key) && Object.is(a[key], b[key]));
}
