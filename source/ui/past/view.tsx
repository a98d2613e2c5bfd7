/** Past conversations: the results, and the detail of the selected one. */
import {useLayoutEffect, useRef} from 'react';
import type {PastConversation, PastState} from '../../core/past-conversation.ts';
import {Lines} from '../lines.tsx';
import type {ViewProps} from '../options.ts';
import {sameItems, useParts, useScreen} from '../screen-context.tsx';
import {useSource, type ViewSource, viewOf} from '../source-view.ts';
import {viewTitleLines} from '../views/view.tsx';
import {detailRows, firstShown, headLines, pastDetail, pastHead, pastRows} from './lines.ts';

export type PastSource = ViewSource<PastState>;

/** How far down a conversation is looked for when the list has changed. */
const looked = 200;

function rowOf(state: PastState, {sessionId, host}: PastConversation): number | null {
	for (let row = 0; row < Math.min(looked, state.count); row++) {
		const one = state.at(row);
		if (one?.sessionId === sessionId && one.host === host) return row;
	}
	return null;
}

/** The selected row. It stays on its conversation when others come into the list by themselves: ⏎ must not resume its neighbour. */
function useSelected(state: PastState, cursor: number): number {
	const {screen} = useParts();
	const last = useRef<{search: string; cursor: number; one: PastConversation | null} | null>(null);
	const before = last.current;
	const followed = before?.one && before.search === state.search && before.cursor === cursor ? before.one : null;
	const row = (followed && rowOf(state, followed)) ?? Math.max(0, Math.min(cursor, state.count - 1));
	useLayoutEffect(() => {
		last.current = {search: state.search, cursor: row, one: state.at(row)};
		if (row !== cursor) screen.setState({cursor: row});
	}, [state, cursor, row, screen]);
	return row;
}

function PastScreen({source, columns, rows, cursor, options}: ViewProps & {source: PastSource}) {
	const state = useSource(source);
	const now = useScreen(fleet => fleet.now - (fleet.now % 60_000));
	const onPlan = useScreen(fleet => fleet.limits !== null);
	const running = useScreen(
		fleet => [...fleet.sessions.values()].filter(one => one.state !== 'exited').map(one => one.sessionId),
		sameItems,
	);
	const {measured} = useParts();
	const detailHeight = detailRows(rows);
	const listHeight = Math.max(1, rows - headLines - detailHeight);
	const selected = useSelected(state, cursor);
	measured.cursorRows = state.count;
	measured.pageRows = listHeight;
	measured.listLine = measured.bodyLine + viewTitleLines + headLines;
	measured.firstRow = firstShown(selected, listHeight, state.count);
	const context = {width: columns, now, options, onPlan, running: new Set(running)};
	const lines = [
		...pastHead(state, selected, listHeight, context),
		...pastRows(state, selected, listHeight, context),
		...pastDetail(state.at(selected), detailHeight, context),
	];
	return <Lines lines={lines} height={rows} />;
}

export const pastScreen = viewOf(PastScreen);
