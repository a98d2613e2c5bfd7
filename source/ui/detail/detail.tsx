/** What is known of the selected session: lines of words, then tables, as much as there is room for. */
import {Box, Text} from 'ink';
import {type ReactElement, useMemo} from 'react';
import {Lines} from '../lines.tsx';
import {useParts, useScreen} from '../screen-context.tsx';
import {selectedRow} from '../screen-state.ts';
import {fitTo} from '../text.ts';
import {arrange} from './arrange.ts';
import {detailLines, type LineContext, titleRule} from './lines.ts';
import {detailTables} from './tables.tsx';

/** Minutes are the finest the detail shows above a minute, tens of seconds below. */
const step = 10_000;

export function Detail({columns, height}: {columns: number; height: number}) {
	const {controller, options, measured} = useParts();
	const session = useScreen((_, screen) => controller.rows()[selectedRow(controller.rows(), screen)]);
	const now = useScreen(fleet => fleet.now - (fleet.now % step));
	const page = useScreen((_, screen) => screen.detail.page);
	const content = useMemo(() => {
		if (!session) return null;
		const context: LineContext = {width: columns, now, options};
		return {
			rule: titleRule(session, context),
			lines: detailLines(session, context),
			tables: arrange(detailTables(session, context), columns),
		};
	}, [session, now, columns, options]);
	if (content === null) return <Box height={height} />;
	const total = content.lines.length + content.tables.reduce((sum, group) => sum + group.height + 1, 0);
	const room = height - 1;
	const fits = total <= room;
	const body = fits ? room : room - 1;
	const pages = fits ? 1 : Math.ceil(total / Math.max(1, body));
	measured.detailPages = pages;
	const offset = Math.min((page % pages) * body, Math.max(0, total - body));
	const more = Math.max(0, total - offset - body);
	const {look} = options;
	return (
		<Box flexDirection="column" height={height} overflow="hidden">
			<Text wrap="truncate">{content.rule}</Text>
			<Box height={body} overflow="hidden" contentOffsetY={offset}>
				<Box flexDirection="column" flexShrink={0}>
					<Lines lines={content.lines} />
					{content.tables.map(group => (
						<TableRow key={group.tables.map(({id}) => id).join()} height={group.height}>
							{group.tables.map(({id, draw}) => (
								<Box key={id} width={group.width + 3} flexShrink={0} paddingLeft={columns < 60 ? 0 : 1}>
									{draw(group.width)}
								</Box>
							))}
						</TableRow>
					))}
				</Box>
			</Box>
			{!fits && (
				<Text wrap="truncate">
					{look.paint('muted', fitTo(more > 0 ? ` ${look.glyphs.ellipsis} ${more} more, Tab` : ` end, Tab`, columns))}
				</Text>
			)}
		</Box>
	);
}

function TableRow({height, children}: {height: number; children: ReactElement[]}) {
	return (
		<Box height={height + 1} flexShrink={0} paddingTop={1}>
			{children}
		</Box>
	);
}
