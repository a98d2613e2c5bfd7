/** Past conversations: the results, and the detail of the selected one. */
import type {PastState} from '../../core/past-conversation.ts';
import {Lines} from '../lines.tsx';
import type {ViewProps} from '../options.ts';
import {sameItems, useParts, useScreen} from '../screen-context.tsx';
import {useSource, type ViewSource, viewOf} from '../source-view.ts';
import {viewTitleLines} from '../views/view.tsx';
import {detailRows, firstShown, headLines, pastDetail, pastHead, pastRows} from './lines.ts';

export type PastSource = ViewSource<PastState>;

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
	const selected = Math.max(0, Math.min(cursor, state.count - 1));
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
