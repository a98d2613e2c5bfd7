/** Requests nobody asked for: the day's by cause, then by session. */
import {Box} from 'ink';
import {useMemo} from 'react';
import {sum} from '../../accounting/sum.ts';
import {clean} from '../../claude/clean.ts';
import {counted, formatPercent, formatUsd} from '../../core/format.ts';
import {fullName} from '../../core/hosts/host.ts';
import type {Session} from '../../core/session.ts';
import {basisWords} from '../detail/money-lines.ts';
import {costLabel, dollarsLabel} from '../figures.ts';
import {Lines} from '../lines.tsx';
import {useParts, useScreen} from '../screen-context.tsx';
import {ScrollArea} from '../scroll-area.tsx';
import {SmallTable} from '../small-table.tsx';
import {type SmallColumn, tableHeight} from '../table-layout.ts';
import {causeColumns, rightColumn} from '../tables.ts';
import type {Look} from '../theme.ts';
import {sumCauses} from './causes.ts';

const sessionColumns = ({glyphs}: Look, normUsd: number): readonly SmallColumn<Session>[] => [
	{title: 'SESSION', align: 'left', max: 32, text: row => clean(fullName(row))},
	rightColumn(
		'BACKGROUND',
		({cost}) =>
			(cost.backgroundUsd !== null && cost.backgroundUsd > normUsd ? '!' : '') +
			costLabel(glyphs, cost, 'backgroundUsd'),
	),
	rightColumn('OF COST', ({cost}) =>
		formatPercent(cost.backgroundUsd !== null && cost.totalUsd ? cost.backgroundUsd / cost.totalUsd : null),
	),
	rightColumn('WHILE IDLE', ({cost}) => formatUsd(cost.idleUsd)),
	rightColumn('REQUESTS', row => String(sum(row.background.map(({requests}) => requests ?? 0)))),
	{title: 'KNOWN AS', align: 'left', text: ({cost}) => basisWords(cost.basis, cost.partial)},
];

export function BackgroundView({columns, rows}: {columns: number; rows: number}) {
	const {options} = useParts();
	const {look, backgroundNormUsd} = options;
	const fleet = useScreen(state => state.sessions);
	const totals = useScreen(state => state.totals);
	const onPlan = useScreen(state => state.limits !== null);
	const now = useScreen(state => state.now - (state.now % 60_000));
	const scroll = useScreen((_, screen) => screen.scroll);
	const {causes, sessions, unmeasured} = useMemo(() => {
		const all = [...fleet.values()].sort((a, b) => (b.cost.backgroundUsd ?? -1) - (a.cost.backgroundUsd ?? -1));
		return {
			causes: sumCauses(all),
			sessions: all,
			unmeasured: all.filter(({cost}) => cost.basis !== 'telemetry').length,
		};
	}, [fleet]);
	const quiet = (text: string) => look.paint('muted', text);
	const today = (usd: number | null) => dollarsLabel(look.glyphs, usd, {isLowerBound: totals.partial});
	const intro = [
		`${quiet('Background today')} ${today(totals.todayBackgroundUsd)}${quiet(', of it while idle')} ${today(totals.todayIdleUsd)}${quiet(onPlan ? ', API-equivalent' : '')}`,
		sessions.length === 0 ? quiet('No session has run today.') : '',
		unmeasured === 0 ? '' : quiet(`${counted(unmeasured, 'session')} not measured by cause: ccmon doctor says why.`),
	].filter((line, index) => index === 0 || line !== '');
	const height =
		intro.length +
		1 +
		(causes.length ? tableHeight(causes.length) + 1 : 0) +
		(sessions.length ? tableHeight(sessions.length) : 0);
	return (
		<ScrollArea height={rows} contentHeight={height} scroll={scroll}>
			<Lines lines={[...intro, '']} />
			{causes.length > 0 && (
				<Box paddingBottom={1} flexShrink={0}>
					<SmallTable rows={causes} columns={causeColumns(now)} width={columns} look={look} />
				</Box>
			)}
			{sessions.length > 0 && (
				<SmallTable rows={sessions} columns={sessionColumns(look, backgroundNormUsd)} width={columns} look={look} />
			)}
		</ScrollArea>
	);
}
