/**
 * The columns of the list, as data. A new column is one entry here: its position in the array is its position
 * on the screen, and its priority decides how long it stays as the terminal narrows.
 */

import {clean} from '../claude/clean.ts';
import type {BudgetState} from '../core/budget.ts';
import {localHost} from '../core/config/hosts.ts';
import {formatPercent, formatTokens} from '../core/format.ts';
import type {Session, SessionState} from '../core/session.ts';
import {errorWords, nowSummary, waitingSummary} from '../core/waiting-words.ts';
import {ageLabel, costLabel, folderLabel, lostLabel, lostWords, stateLabel, timeLeftLabel} from './figures.ts';
import {contextBar, contextTone} from './gauge.ts';
import {type Align, fitTo, truncate, widthOf} from './text.ts';
import type {Look} from './theme.ts';
import type {Tone} from './tones.ts';
import {budgetSigns, budgetTones} from './usage/budgets.ts';

/** What a cell can use besides its session. */
export interface CellContext {
	look: Look;
	/** Milliseconds since the epoch, for ages. */
	now: number;
	home: string | null;
	selected: boolean;
	/** Above this a session's background is marked, in dollars. */
	backgroundNormUsd: number;
	/** What an action on this session is doing or has just done: `↻ compact`. */
	doing: string | null;
	/** From this per cent of its threshold on the policy compacts the session; null: never. */
	policyPercent: number | null;
	/** Whether there is a separate column for what a session waits for and does. */
	hasNow: boolean;
	/** Whether there is a column for the machine, or there are no other machines. */
	hasHost: boolean;
	/** How much of its own budget the session has spent. */
	budget: BudgetState;
}

export interface Cell {
	text: string;
	tone: Tone;
}

export interface Column {
	id: string;
	title: string;
	/** The title for somebody with a plan, for whom dollars are not a bill. */
	planTitle?: string;
	align: Align;
	/** In cells: never below `min`; `good` before another column is added; up to `max` when there is room to spare. */
	width: {min: number; good: number; max: number};
	/** Its part of spare room; 0: none. */
	grow: number;
	/** 0 is always shown; of the others the lowest stays longest. */
	priority: number;
	/** Cells that must be left for the growing columns when this one is shown. */
	leaves?: number;
	/** Text and meaning, or, for a drawing of its own, a string of exactly `width` cells. */
	cell(session: Session, context: CellContext, width: number): Cell | string;
}

const stateTones = {
	busy: 'good',
	waiting: 'attention',
	error: 'bad',
	idle: 'muted',
	shell: 'accent',
	unknown: 'muted',
	exited: 'muted',
} as const;

const wordTones: Partial<Record<SessionState, Tone>> = {waiting: 'attention', error: 'bad', busy: 'plain'};

const errorSummary = ({state, lastError}: Session): string | null =>
	state === 'error' && lastError ? errorWords(lastError) : null;

const muted = (text: string): Cell => ({text, tone: 'muted'});

/** Muted if it is a dash or zero, which should not compete with figures. */
const toned = (text: string, isMuted: boolean): Cell => (isMuted ? muted(text) : {text, tone: 'plain'});

/** The machine leaves most of the room to the name, by which sessions are told apart. */
const shortHost = (host: string, width: number, look: Look): string =>
	truncate(host, Math.max(4, Math.floor(width / 3)), look.glyphs.ellipsis);

export const columns: readonly Column[] = [
	{
		id: 'name',
		title: 'SESSION',
		align: 'left',
		width: {min: 10, good: 12, max: 32},
		grow: 1,
		priority: 0,
		cell(session, {selected, look, policyPercent, hasHost}, width) {
			const name = clean(session.name) || look.glyphs.unknown;
			const text = hasHost || !session.host ? name : `${shortHost(session.host.name, width, look)}/${name}`;
			const tone = session.state === 'exited' ? 'muted' : selected ? 'selected' : 'plain';
			if (policyPercent === null) return {text, tone};
			const badge = width < 16 ? look.glyphs.policy : `${look.glyphs.policy}${policyPercent}%`;
			const fitted = fitTo(text, width - 1 - widthOf(badge), 'left', look.glyphs.ellipsis);
			return `${look.paint(tone, fitted)} ${look.paint('accent', badge)}`;
		},
	},
	{
		id: 'host',
		title: 'HOST',
		align: 'left',
		width: {min: 6, good: 8, max: 14},
		grow: 1,
		priority: 2.5,
		cell: ({host}) => muted(host?.name ?? localHost),
	},
	{
		id: 'state',
		title: 'STATE',
		align: 'left',
		width: {min: 6, good: 12, max: 12},
		grow: 0,
		priority: 0,
		cell(session, {look, doing, hasNow, now}, width) {
			// Do not hide that a session is waiting.
			if (doing !== null && session.state !== 'waiting') return {text: doing, tone: 'accent'};
			const glyph = look.paint(stateTones[session.state], look.glyphs.states[session.state]);
			// Four letters of a command say less than the state.
			const what = hasNow || width < 12 ? null : (waitingSummary(session) ?? errorSummary(session));
			const word = lostLabel(session, now, width < 12) ?? what ?? stateLabel(session, width < 12);
			return fitTo(
				`${glyph} ${look.paint(wordTones[session.state] ?? 'muted', word)}`,
				width,
				'left',
				look.glyphs.ellipsis,
			);
		},
	},
	{
		id: 'now',
		title: 'NOW',
		align: 'left',
		width: {min: 24, good: 24, max: 70},
		grow: 4,
		priority: 3.5,
		// Gaps are wider from 100 cells on: shown earlier, it would disappear again there.
		leaves: 2,
		cell(session, {now}) {
			const lost = lostWords(session, now);
			if (lost !== null) return muted(lost);
			const waiting = waitingSummary(session);
			if (waiting !== null) return {text: waiting, tone: 'attention'};
			const error = errorSummary(session);
			if (error !== null) return {text: error, tone: 'bad'};
			return toned(nowSummary(session) ?? '', session.now?.tool == null);
		},
	},
	{
		id: 'model',
		title: 'MODEL',
		align: 'left',
		width: {min: 10, good: 10, max: 12},
		grow: 0,
		priority: 5,
		leaves: 14,
		cell: session => muted(clean(session.modelName ?? session.model ?? '–')),
	},
	{
		id: 'context',
		title: 'CONTEXT',
		align: 'left',
		width: {min: 12, good: 15, max: 36},
		grow: 2,
		priority: 0,
		cell(session, {look}, width) {
			const percent = fitTo(formatPercent(session.context.fill), 5, 'right');
			const tone = contextTone(session.context);
			return (
				contextBar(look, session.context, width - 5) +
				look.paint(tone === 'bad' ? 'strong' : tone === 'muted' ? 'muted' : 'plain', percent)
			);
		},
	},
	{
		id: 'cache',
		title: 'CACHE',
		align: 'right',
		width: {min: 5, good: 5, max: 5},
		grow: 0,
		priority: 2,
		cell(session, {now}) {
			if (session.cache === null || session.state === 'exited') return muted('–');
			const left = timeLeftLabel(session.cache.expiresAt, now);
			return toned(left ?? 'cold', left === null);
		},
	},
	{
		id: 'cost',
		title: 'COST',
		planTitle: 'API $',
		align: 'right',
		width: {min: 7, good: 7, max: 8},
		grow: 1,
		priority: 0,
		cell(session, {look, budget}, width) {
			const text = costLabel(look.glyphs, session.cost);
			if (budget === 'below') return toned(text, text === look.glyphs.unknown);
			// In a long figure the digits matter more than the second sign.
			const sign = budgetSigns[budget].slice(0, Math.max(1, width - widthOf(text)));
			return {text: sign + text, tone: budgetTones[budget]};
		},
	},
	{
		id: 'background',
		title: 'HIDDEN $',
		align: 'right',
		width: {min: 8, good: 8, max: 8},
		grow: 0,
		priority: 1,
		cell(session, {look, backgroundNormUsd}) {
			const usd = session.cost.backgroundUsd;
			const text = costLabel(look.glyphs, session.cost, 'backgroundUsd');
			// Without colour, the sign before the figure says it.
			if (usd !== null && usd > backgroundNormUsd) return {text: `!${text}`, tone: 'attention'};
			return toned(text, !usd);
		},
	},
	{
		id: 'rate',
		title: 'TOK/MIN',
		align: 'right',
		width: {min: 7, good: 7, max: 7},
		grow: 0,
		priority: 4,
		leaves: 10,
		cell: session => toned(formatTokens(session.tokensPerMinute), session.tokensPerMinute === 0),
	},
	{
		id: 'last',
		title: 'ACTIVE',
		align: 'right',
		width: {min: 6, good: 6, max: 6},
		grow: 0,
		priority: 3,
		cell: (session, {now}) => muted(ageLabel(session.lastActivityAt, now)),
	},
	{
		id: 'branch',
		title: 'BRANCH',
		align: 'left',
		width: {min: 12, good: 12, max: 20},
		grow: 1,
		priority: 7,
		leaves: 30,
		cell: session => muted(clean(session.git.branch ?? '–')),
	},
	{
		id: 'folder',
		title: 'FOLDER',
		align: 'left',
		width: {min: 26, good: 26, max: 60},
		grow: 1,
		priority: 6,
		leaves: 24,
		// The home folder on the other machine is not known.
		cell: (session, {home}) => muted(folderLabel(session.cwd, session.host ? null : home)),
	},
];
