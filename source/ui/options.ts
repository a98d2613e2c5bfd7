/** What the screen needs to know about its owner and its terminal. */
import type {ComponentType} from 'react';
import type {ScreenName} from '../control/commands/command.ts';
import type {Config} from '../core/config/config.ts';
import {type RecommendedRate, recommendedRate, referenceFigures} from '../core/reference.ts';
import {createLook, type Look} from './theme.ts';

export interface ScreenOptions {
	look: Look;
	/** The wheel moves and a click chooses. */
	mouse: boolean;
	/** The home folder, shown as `~`; null: paths are shown whole. */
	home: string | null;
	/** The documented dollars per developer and active day; null: not shown. */
	averageDayUsd: number | null;
	/** What is recommended per user for the team's size; null: not shown. */
	recommended: RecommendedRate | null;
	/** Above this a session's background use is marked, in dollars. */
	backgroundNormUsd: number;
}

/** A view that another room of the program brings along, drawn in exactly the room it is given. */
export interface ViewProps {
	columns: number;
	rows: number;
	/** The first line to show, moved by the movement keys. */
	scroll: number;
	/** The chosen row, which those keys move instead where the view measures `cursorRows`. */
	cursor: number;
	options: ScreenOptions;
}

export type ExtraViews = Partial<Record<ScreenName, ComponentType<ViewProps>>>;

/** Environment variables that say what a terminal can show. */
export type TerminalEnv = Readonly<Record<string, string | undefined>>;

/** Colours unless the terminal or its owner (https://no-color.org) wants none; then bold and dim stay, on a terminal. */
function colourOf(env: TerminalEnv, isTerminal: boolean): 'full' | 'attributes' | 'none' {
	const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
	if (env.NO_COLOR) return isTerminal ? 'attributes' : 'none';
	if (forced) return 'full';
	return isTerminal && env.TERM !== 'dumb' ? 'full' : 'none';
}

/** A locale that names another character set, or a console whose font has no blocks. No locale at all says nothing. */
function needsAscii(env: TerminalEnv): boolean {
	const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
	const charset = /\.([^@]+)/.exec(locale)?.[1];
	return env.TERM === 'linux' || env.TERM === 'dumb' || (charset !== undefined && !/^utf-?8$/i.test(charset));
}

/** The options for a person's config and a terminal, or, with `isTerminal` false, for a pipe. */
export function screenOptions(config: Config, env: TerminalEnv, isTerminal: boolean): ScreenOptions {
	return {
		look: createLook({colour: colourOf(env, isTerminal), ascii: config.ascii || needsAscii(env), theme: config.theme}),
		mouse: config.mouse && isTerminal,
		home: env.HOME || null,
		averageDayUsd: referenceFigures[config.figures].averageDayUsd,
		recommended: recommendedRate(config.teamSize, config.figures),
		backgroundNormUsd: config.backgroundNormUsd,
	};
}
