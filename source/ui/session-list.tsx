/** The visible rows: those around the selected one if there are more than fit. */
import {Box} from 'ink';
import {useMemo, useRef} from 'react';
import {layoutColumns} from './column-layout.ts';
import {EmptyList} from './empty-list.tsx';
import {firstRow} from './first-row.ts';
import {Line} from './lines.tsx';
import {titleLine} from './row-line.ts';
import {sameItems, useParts, useScreen} from './screen-context.tsx';
import {selectedRow} from './screen-state.ts';
import {SessionRow} from './session-row.tsx';

export function SessionList({columns, height, titles}: {columns: number; height: number; titles: number}) {
	const {controller, measured, options} = useParts();
	const hosts = useScreen(fleet => fleet.hosts.length > 0);
	const layout = useMemo(() => layoutColumns(columns, {hosts}), [columns, hosts]);
	const keys = useScreen(() => controller.rows().map(({key}) => key), sameItems);
	const selected = useScreen((_, screen) => selectedRow(controller.rows(), screen));
	const marked = useScreen((_, screen) => screen.marked);
	const sort = useScreen((_, screen) => screen.sort);
	const filter = useScreen((_, screen) => screen.filter);
	const onPlan = useScreen(fleet => fleet.limits !== null);
	const top = useRef(0);
	top.current = firstRow(top.current, selected, height, keys.length);
	measured.firstRow = top.current;
	measured.listLine = measured.bodyLine + titles;
	const position = keys.length > height ? ` ${selected + 1}/${keys.length}` : '';
	const note = (filter === '' ? '' : ` /${filter}`) + position;
	return (
		<Box flexDirection="column" height={height + titles}>
			{titles > 0 && <Line text={titleLine(layout, options.look, {sort, note, onPlan})} />}
			{keys.length === 0 && <EmptyList columns={columns} height={height} />}
			{keys.slice(top.current, top.current + height).map((key, index) => (
				<SessionRow
					key={key}
					sessionKey={key}
					layout={layout}
					selected={top.current + index === selected}
					marked={marked.has(key)}
				/>
			))}
		</Box>
	);
}
