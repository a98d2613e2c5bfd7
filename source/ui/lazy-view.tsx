/** Views whose code is loaded when they are first shown, so that the first frame does not wait for it. */
import {type ComponentType, createElement, useEffect, useState} from 'react';
import {clean} from '../claude/clean.ts';
import type {ScreenName} from '../control/commands/command.ts';
import {Lines} from './lines.tsx';
import type {ExtraViews, ViewProps} from './options.ts';
import {wrapWords} from './text.ts';

type Load = () => Promise<ComponentType<ViewProps>>;
export type LazyViews = Partial<Record<ScreenName, Load>>;

interface Loader {
	load: Load;
	/** Null until it is first shown. */
	view: ComponentType<ViewProps> | null;
}

function Later({loader, ...props}: ViewProps & {loader: Loader}) {
	const [view, setView] = useState(() => loader.view);
	const [failure, setFailure] = useState<string | null>(null);
	useEffect(() => {
		if (loader.view) return;
		loader.load().then(
			loaded => {
				loader.view = loaded;
				setView(() => loaded);
			},
			(error: Error) => setFailure(clean(error.message)),
		);
	}, [loader]);
	if (view) return createElement(view, props);
	// Its files may have gone, as in an update of ccmon.
	const text = `This view cannot be loaded (${failure}): quit ccmon and start it again.`;
	return failure && <Lines lines={wrapWords(text, props.columns)} />;
}

export function lazyViews(views: LazyViews): ExtraViews {
	const entries = Object.entries(views).map(([name, load]) => {
		const loader: Loader = {load, view: null};
		return [name, (props: ViewProps) => createElement(Later, {...props, loader})];
	});
	return Object.fromEntries(entries);
}
