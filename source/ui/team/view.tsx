/** A team's costs and rates: by person, against documented figures and budgets, and what more people would need. */
import {useMemo} from 'react';
import type {TeamState} from '../../core/team/state.ts';
import {Lines} from '../lines.tsx';
import type {ViewProps} from '../options.ts';
import {useParts, useScreen} from '../screen-context.tsx';
import {useSource, type ViewSource, viewOf} from '../source-view.ts';
import {teamLines} from './lines.ts';

export type TeamSource = ViewSource<TeamState>;

function TeamScreen({source, columns, rows, scroll, options}: ViewProps & {source: TeamSource}) {
	const state = useSource(source);
	const now = useScreen(fleet => fleet.now - (fleet.now % 60_000));
	const {measured} = useParts();
	const {look} = options;
	const lines = useMemo(() => teamLines(state, now, columns, look), [state, now, columns, look]);
	// Of thousands of people only the visible ones are drawn.
	measured.scrollEnd = Math.max(0, lines.length - rows);
	measured.pageRows = rows;
	const from = Math.min(scroll, measured.scrollEnd);
	return <Lines lines={lines.slice(from, from + rows)} />;
}

export const teamScreen = viewOf(TeamScreen);
