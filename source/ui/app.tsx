/** The screen: divides the terminal among header, list, detail and footer, and receives all keys. */
import {Box, useApp, useInput, usePaste, useStdin, useWindowSize} from 'ink';
import {useEffect, useMemo, useState} from 'react';
import type {CommandTable} from '../control/commands/command-table.ts';
import type {ViewContext} from '../control/commands/view-context.ts';
import type {SessionAction} from '../core/action-log.ts';
import type {Session} from '../core/session.ts';
import type {MonitorStore} from '../store.ts';
import {Detail} from './detail/detail.tsx';
import {DialogLines, dialogLines} from './dialog.tsx';
import {Footer, ProblemLine} from './footer.tsx';
import {messageLines} from './footer-lines.ts';
import {Header} from './header.tsx';
import {shareHeights} from './heights.ts';
import {createInput, type Input, type InputEvent} from './input.ts';
import {keyNames} from './keys.ts';
import type {Measured} from './measured.ts';
import {handleMouse, takeReports} from './mouse.ts';
import type {ExtraViews, ScreenOptions} from './options.ts';
import {ScreenContext, type ScreenParts, useParts, useScreen} from './screen-context.tsx';
import {createScreenController} from './screen-control.ts';
import {createScreenStore, type ScreenState} from './screen-state.ts';
import {SessionList} from './session-list.tsx';
import {createStrayKeys} from './stray-keys.ts';
import {View} from './views/view.tsx';

export interface AppProps {
	store: MonitorStore;
	commands: CommandTable;
	/** Performs an action on sessions as they were when the key was pressed; they are checked again before typing. */
	act(action: SessionAction, targets: readonly Session[]): void;
	options: ScreenOptions;
	views?: ExtraViews;
	/** A question about what would be lost by quitting now; null: nothing. */
	quitQuestion?(): string | null;
	/** Returns to the shell until `fg`. */
	onSuspend?(): void;
	onRedraw?(): void;
	/** Milliseconds on a monotonic clock. */
	clock?(): number;
	initial?: Partial<ScreenState>;
	/** Called after each change of it. */
	onScreen?(state: ScreenState): void;
}

/** Views that are always there. */
const own: readonly ScreenState['view'][] = ['list', 'help', 'log', 'background'];

function createParts(props: AppProps, exit: () => void): ScreenParts {
	const {store, commands, options, views = {}} = props;
	const {view = 'list'} = props.initial ?? {};
	// A remembered view may not exist here.
	const isThere = own.includes(view) || views[view] !== undefined;
	const screen = createScreenStore({...props.initial, view: isThere ? view : 'list'});
	screen.subscribe(state => props.onScreen?.(state));
	const measured: Measured = {
		pageRows: 1,
		bodyLine: 0,
		listLine: 0,
		firstRow: 0,
		scrollEnd: 0,
		cursorRows: null,
		detailPages: 1,
		hiddenLines: 0,
	};
	const strays = createStrayKeys();
	const quit = () => {
		const question = props.quitQuestion?.() ?? null;
		if (question === null) exit();
		else screen.setState({dialog: {type: 'confirm', question, onYes: exit, quits: true}});
	};
	const terminal = {quit, suspend: () => props.onSuspend?.(), redraw: () => props.onRedraw?.()};
	const controller = createScreenController(store, screen, terminal, measured, strays);
	const commandContext = (): ViewContext => {
		const targets = controller.targets();
		return {
			targets,
			act: action => props.act(action, targets),
			screen: controller.control,
			rowCount: controller.rows().length,
			hasMoreDetail: measured.detailPages > 1 || screen.getState().detail.expanded,
			hasHistory: views.history !== undefined,
			hasTeam: views.team !== undefined,
			hasPast: views.past !== undefined,
		};
	};
	return {store, screen, controller, commands, options, views, measured, strays, commandContext};
}

/** Ink splits input at escape sequences and deletions: the pieces arrive without a pause. */
function byRead(input: Input): (event: InputEvent) => void {
	let events: InputEvent[] = [];
	return event => {
		if (events.push(event) > 1) return;
		queueMicrotask(() => {
			const read = events;
			events = [];
			input.read(read);
		});
	};
}

export function App(props: AppProps) {
	const {exit} = useApp();
	// Created once: they hold the user's position on the screen.
	const [{parts, onInput}] = useState(() => {
		const made = createParts(props, () => exit());
		return {parts: made, onInput: byRead(createInput(made, props.clock ?? (() => performance.now())))};
	});
	useEffect(() => parts.strays.close, [parts]);
	// Without a terminal for the keyboard the screen can still be watched.
	const {stdin, isRawModeSupported: isActive} = useStdin();
	useEffect(() => {
		if (parts.options.mouse && isActive) return takeReports(stdin, event => handleMouse(parts, event));
		return undefined;
	}, [parts, stdin, isActive]);
	useInput((text, key) => onInput({keys: keyNames(text, key)}), {isActive});
	usePaste(text => onInput({paste: text}), {isActive});
	return (
		<ScreenContext value={parts}>
			<Screen />
		</ScreenContext>
	);
}

/** Rows of a text that is being typed; a longer one scrolls. */
const mostTextRows = 8;

function Screen() {
	const {columns, rows} = useWindowSize();
	const {controller, measured, options} = useParts();
	const {look} = options;
	const count = useScreen(() => controller.rows().length);
	const dialog = useScreen((_, screen) => screen.dialog);
	const expanded = useScreen((_, screen) => screen.detail.expanded);
	const view = useScreen((_, screen) => screen.view);
	const hasProblems = useScreen(({problems}, {problemsSeen}) => problems.length > problemsSeen);
	const message = useScreen((_, screen) => screen.message);
	const footer = messageLines(message, columns).length + 1;
	const textRows = Math.min(mostTextRows, Math.max(1, rows - 8));
	const asked = useMemo(() => {
		if (dialog === null) return 0;
		return dialogLines(dialog, {width: columns, textRows, look, message}).length;
	}, [dialog, columns, textRows, look, message]);
	const heights = shareHeights({rows, sessions: count, dialog: asked, footer, hasProblems, expanded});
	const body = heights.titles + heights.list + heights.detail;
	if (view === 'list') measured.pageRows = heights.list;
	measured.bodyLine = heights.header + heights.space;
	// Without room for a detail, all of it counts as more.
	if (heights.detail === 0) measured.detailPages = 2;
	if (heights.dialog === 0) measured.hiddenLines = asked;
	return (
		<Box flexDirection="column" width={columns} height={rows}>
			{heights.header > 0 && <Header columns={columns} height={heights.header} />}
			{heights.space > 0 && <Box height={heights.space} flexShrink={0} />}
			{view === 'list' ? (
				<>
					<SessionList columns={columns} height={heights.list} titles={heights.titles} />
					{heights.detail > 0 && <Detail columns={columns} height={heights.detail} />}
				</>
			) : (
				<View columns={columns} rows={body} />
			)}
			{heights.problems > 0 && <ProblemLine columns={columns} />}
			{heights.dialog > 0 && <DialogLines columns={columns} textRows={textRows} height={heights.dialog} />}
			{heights.footer > 0 && <Footer columns={columns} height={heights.footer} />}
		</Box>
	);
}
