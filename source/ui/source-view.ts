/** Views of what the fleet does not hold: the history, past conversations, a team. */
import {type ComponentType, createElement, useSyncExternalStore} from 'react';
import type {ViewProps} from './options.ts';

/** Where a view gets what it shows: a `zustand/vanilla` store fits. */
export interface ViewSource<State> {
	getState(): State;
	subscribe(onChange: () => void): () => void;
}

export const useSource = <State>({subscribe, getState}: ViewSource<State>): State =>
	useSyncExternalStore(subscribe, getState, getState);

/** Makes views for the screen's `views`, each with a source of its own. */
export const viewOf =
	<Source>(View: ComponentType<ViewProps & {source: Source}>) =>
	(source: Source): ComponentType<ViewProps> =>
	props =>
		createElement(View, {...props, source});
