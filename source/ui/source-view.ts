/** Views with data from outside the fleet: the history, past conversations, a team. */
import {type ComponentType, createElement, useSyncExternalStore} from 'react';
import type {ViewProps} from './options.ts';

/** A view's source of data; a `zustand/vanilla` store fits. */
export interface ViewSource<State> {
	getState(): State;
	subscribe(onChange: () => void): () => void;
}

export const useSource = <State>({subscribe, getState}: ViewSource<State>): State =>
	useSyncExternalStore(subscribe, getState, getState);

/** Creates the screen's `views`, each with its own source. */
export const viewOf =
	<Source>(View: ComponentType<ViewProps & {source: Source}>) =>
	(source: Source): ComponentType<ViewProps> =>
	props =>
		createElement(View, {...props, source});
