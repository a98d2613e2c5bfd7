/** What the screen needs to know about its user and terminal. */
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

/** A view provided by another part of the program, drawn in exactly the given space. */
export interface ViewProps {
	columns: number;
	rows: number;
	/** The first line to show; the movement keys change it. */
	scroll: number;
	/** The selected row, which those keys change instead if the view measures `cursorRows`. */
	cursor: number;
	options: ScreenOptions;
}

export type ExtraViews = Partial<Record<ScreenName, ComponentType<ViewProps>>>;

/** Environment variables that tell what a terminal can show. */
export type TerminalEnv = Readonly<Record<string, string | undefined>>;

/** Colours unless the terminal or the user (https://no-color.org) wants none; then bold and dim stay, on a terminal. */
function colourOf(env: TerminalEnv, isTerminal: boolean): 'full' | 'attributes' | 'none' {
	const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
	if (env.NO_COLOR) return isTerminal ? 'attributes' : 'none';
	if (forced) return 'full';
	return isTerminal && env.TERM !== 'dumb' ? 'full' : 'none';
}

/** Whether the locale names another character set than UTF-8, or the console's font has no blocks. No locale says nothing. */
function needsAscii(env: TerminalEnv): boolean {
	const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
	const charset = /\.([^@]+)/.exec(locale)?.[1];
	return env.TERM === 'linux' || env.TERM === 'dumb' || (charset !== undefined && !/^utf-?8$/i.test(charset));
}

/** The options for a config and a terminal, or, if `isTerminal` is false, for a pipe. */
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
