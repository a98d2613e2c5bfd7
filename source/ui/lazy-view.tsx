/** Views whose code is loaded when they are first shown, so that the first frame does not wait for it. */
import {type ComponentType, createElement, useEffect, useState} from 'react';
import type {ScreenName} from '../control/commands/command.ts';
import type {ExtraViews, ViewProps} from './options.ts';

type Load = () => Promise<ComponentType<ViewProps>>;
export type LaterViews = Partial<Record<ScreenName, Load>>;

interface Loader {
	load: Load;
	/** Null until it is first shown. */
	view: ComponentType<ViewProps> | null;
}

function Later({loader, ...props}: ViewProps & {loader: Loader}) {
	const [view, setView] = useState(() => loader.view);
	useEffect(() => {
		if (loader.view) return;
		void loader.load().then(loaded => {
			loader.view = loaded;
			setView(() => loaded);
		});
	}, [loader]);
	return view && createElement(view, props);
}

export function laterViews(views: LaterViews): ExtraViews {
	const entries = Object.entries(views).map(([name, load]) => {
		const loader: Loader = {load, view: null};
		return [name, (props: ViewProps) => createElement(Later, {...props, loader})];
	});
	return Object.fromEntries(entries);
}
