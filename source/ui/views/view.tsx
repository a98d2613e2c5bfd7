/** The view in place of the list and the detail: help, log, background, and provided ones. */
import {Box} from 'ink';
import {formatUsd} from '../../core/format.ts';
import {Line, Lines} from '../lines.tsx';
import {useParts, useScreen} from '../screen-context.tsx';
import {ScrollArea} from '../scroll-area.tsx';
import {joinPieces} from '../text.ts';
import type {Look} from '../theme.ts';
import {BackgroundView} from './background.tsx';
import {helpLines} from './help.ts';
import {logLines, problemLines} from './log.ts';

const titles = {
	list: '',
	help: 'Keys and signs',
	log: 'Actions and problems',
	history: 'History',
	background: 'Background use',
	usage: 'Limits, budgets and rates',
	team: 'Team, last 30 days',
	past: 'Past conversations',
};

function ScrolledLines({lines, rows}: {lines: readonly string[]; rows: number}) {
	const scroll = useScreen((_, screen) => screen.scroll);
	return (
		<ScrollArea height={rows} contentHeight={lines.length} scroll={scroll}>
			<Lines lines={lines} />
		</ScrollArea>
	);
}

function HelpView({columns, rows}: {columns: number; rows: number}) {
	const {commands, options} = useParts();
	const lines = helpLines(commands, columns, options.look, formatUsd(options.backgroundNormUsd));
	return <ScrolledLines lines={lines} rows={rows} />;
}

/** Only the day matters, and midnight is at a quarter of an hour in every zone. */
const quarterMs = 900_000;

function LogView({columns, rows}: {columns: number; rows: number}) {
	const {options} = useParts();
	const log = useScreen(fleet => fleet.log);
	const now = useScreen(fleet => fleet.now - (fleet.now % quarterMs));
	const problems = useScreen(fleet => fleet.problems);
	const lines = [
		...logLines(log, now, columns, options.look),
		...problemLines(problems, columns, options.home, options.look),
	];
	return <ScrolledLines lines={lines} rows={rows} />;
}

/** The title, and an empty line. */
export const viewTitleLines = 2;

function titleLine(title: string, columns: number, look: Look): string {
	const pieces = [
		{text: look.paint('strong', title), priority: 1},
		{text: look.paint('muted', 'Esc goes back'), priority: 0, shorter: {text: look.paint('muted', 'Esc'), priority: 0}},
	];
	return joinPieces(pieces, columns, '   ');
}

/** Exactly `rows` lines; the first is the title. */
export function View({columns, rows}: {columns: number; rows: number}) {
	const {options, views} = useParts();
	const {look} = options;
	const view = useScreen((_, screen) => screen.view);
	const scroll = useScreen((_, screen) => screen.scroll);
	const cursor = useScreen((_, screen) => screen.cursor);
	const Extra = views[view];
	const size = {columns, rows: Math.max(0, rows - viewTitleLines)};
	return (
		// Do not clip if everything fits: that would make Ink lay out every cell of the screen.
		<Box flexDirection="column" height={rows} overflow={rows < viewTitleLines ? 'hidden' : 'visible'}>
			<Line text={titleLine(titles[view], columns, look)} />
			<Line text="" />
			{view === 'help' && <HelpView {...size} />}
			{view === 'log' && <LogView {...size} />}
			{view === 'background' && <BackgroundView {...size} />}
			{Extra && <Extra {...size} scroll={scroll} cursor={cursor} options={options} />}
		</Box>
	);
}
