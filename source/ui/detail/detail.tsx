/** The selected session in detail: lines of text, then tables, as many as fit. */
import {Box} from 'ink';
import {useMemo} from 'react';
import {type BudgetFigure, budgetOfSession, budgetsOfFolder} from '../../core/budget.ts';
import type {HostFigure} from '../../core/hosts/host.ts';
import {policyBadge} from '../../core/policy-rules.ts';
import type {Session} from '../../core/session.ts';
import {Line} from '../lines.tsx';
import {sameItems, useParts, useScreen} from '../screen-context.tsx';
import {selectedRow} from '../screen-state.ts';
import {blocksInView, detailBlocks} from './blocks.tsx';
import type {LineContext} from './labelled.ts';
import {detailLines} from './lines.ts';
import {detailTables} from './tables.tsx';
import {titleRule} from './title-rule.ts';

/** The detail shows minutes, and tens of seconds below a minute. */
const step = 10_000;

/** Ignores when a host was last seen, which changes all the time. */
const sameHost = (a: HostFigure | null, b: HostFigure | null) =>
	a === b ||
	(a !== null && b !== null && sameItems({...a, lastSeenAt: 0, totals: 0}, {...b, lastSeenAt: 0, totals: 0}));

const noBudgets: readonly BudgetFigure[] = [];

function ownBudgets(budgets: readonly BudgetFigure[], {sessionId, cwd, host}: Session): readonly BudgetFigure[] {
	const own = budgetOfSession(budgets, sessionId);
	// Project budgets only know this machine's folders.
	return [...(own ? [own] : noBudgets), ...(host ? noBudgets : budgetsOfFolder(budgets, cwd))];
}

/** Exactly `height` lines; the first is the rule with the session's name. */
export function Detail({columns, height}: {columns: number; height: number}) {
	const {controller, options, measured} = useParts();
	const session = useScreen((_, screen) => controller.rows()[selectedRow(controller.rows(), screen)]);
	const now = useScreen(fleet => fleet.now - (fleet.now % step));
	// Use through a cloud provider is billed there, regardless of the plan.
	const onPlan = useScreen(fleet => fleet.limits !== null && session?.provider === 'anthropic');
	const policyPercent = useScreen(fleet => session && policyBadge(fleet.policy, session));
	const budgets = useScreen(fleet => (session ? ownBudgets(fleet.budgets, session) : noBudgets), sameItems);
	const host = useScreen(fleet => fleet.hosts.find(({name}) => name === session?.host?.name) ?? null, sameHost);
	const page = useScreen((_, screen) => screen.detail.page);
	const content = useMemo(() => {
		if (!session) return null;
		const context: LineContext = {
			width: columns,
			now,
			options,
			onPlan,
			policyPercent: policyPercent ?? null,
			budgets,
			host,
		};
		const blocks = detailBlocks(detailLines(session, context), detailTables(session, context), columns);
		return {rule: titleRule(session, context), blocks, lines: blocks.reduce((sum, block) => sum + block.height, 0)};
	}, [session, now, columns, options, onPlan, policyPercent, budgets, host]);
	if (content === null) return <Box height={height} />;
	const room = height - 1;
	const fits = content.lines <= room;
	// The last line says that there is more.
	const body = fits ? room : room - 1;
	measured.detailPages = fits ? 1 : Math.ceil(content.lines / Math.max(1, body));
	const from = Math.min(page * body, Math.max(0, content.lines - body));
	const more = content.lines - from - body;
	const {paint, glyphs} = options.look;
	return (
		<Box flexDirection="column" height={height}>
			<Line text={content.rule} />
			<Box flexDirection="column" height={body}>
				{blocksInView(content.blocks, from, from + body)}
			</Box>
			{!fits && (
				<Line text={paint('muted', more > 0 ? ` ${glyphs.ellipsis} ${more} more lines: Tab` : ' the end: Tab')} />
			)}
		</Box>
	);
}
