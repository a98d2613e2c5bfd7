/** What can be set in the config file, as checked values. */
import {listPrices, type PriceSettings} from '../../accounting/price-book.ts';
import type {FigureSet} from '../reference.ts';
import type {HostConfig} from './hosts.ts';
import {defaultTeam, type TeamConfig} from './team.ts';

export const themes = ['auto', 'dark', 'light', 'high-contrast', 'colour-blind'] as const;

export interface Config {
	/** Claude Code's config folders, absolute. Empty: those of the environment. */
	configDirs: readonly string[];
	/** Which edition of the documented average and 90 % day the header compares with. */
	figures: FigureSet;
	/** Draw with ASCII only. */
	ascii: boolean;
	theme: (typeof themes)[number];
	/** The wheel moves and a click chooses a row; the terminal's own selection then needs Shift. */
	mouse: boolean;
	/** A session whose background use costs more than this is marked. */
	backgroundNormUsd: number;
	/** People who share the organisation's rate limit: picks the recommended tokens per minute. */
	teamSize: number;
	/** Offered when compacting with instructions. */
	compactInstructions: readonly string[];
	/** During these minutes of the day nobody is notified; `from` may be later than `to`: over midnight. */
	quietHours: {fromMinute: number; toMinute: number} | null;
	budgets: Budgets;
	prices: PriceSettings;
	policy: Policy;
	notifications: Notifications;
	keys: {
		/** A compaction that costs more than this is asked about. */
		confirmAboveUsd: number;
	};
	search: {
		/** Whether prompts are kept in the index, so that conversations can be found by them. */
		prompts: boolean;
	};
	providers: Providers;
	team: TeamConfig;
	hosts: readonly HostConfig[];
}

/** Dollars; null: no budget. */
export interface Budgets {
	dayUsd: number | null;
	monthUsd: number | null;
	/** For every session. */
	sessionUsd: number | null;
	/** Per month, by the project's folder, absolute. */
	projects: Readonly<Record<string, number>>;
	/** By the session's name, in place of `sessionUsd`. */
	sessions: Readonly<Record<string, number>>;
}

export interface Policy {
	/** Compact an idle session with a warm cache from this many per cent of its threshold on; null: never. */
	compactIdleAt: number | null;
	/** The same for single projects, by folder, absolute. */
	projects: Readonly<Record<string, number | null>>;
}

export const notificationChannels = ['bell', 'osc9', 'osc777', 'command'] as const;
export const notificationEvents = ['waiting', 'finished', 'error', 'fill', 'budget'] as const;

export interface Notifications {
	/** How to notify; empty: not at all. */
	via: readonly (typeof notificationChannels)[number][];
	/** For `command`: program and arguments, to which the message is added as the last one. */
	command: readonly string[];
	events: readonly (typeof notificationEvents)[number][];
	/** Of the compaction threshold, for the event `fill`. */
	fillPercent: number;
}

/** Where a key comes from. Keys themselves are never in the config. */
export interface ProviderAccess {
	/** Null: this provider is not asked. */
	url: string | null;
	/** The environment variable that holds the key. */
	keyEnv: string;
	/** An owner-only file that holds the key, absolute; used when the variable is not set. */
	keyFile: string | null;
}

export interface Providers {
	litellm: ProviderAccess;
	/** The organisation's cost report; needs an Admin API key. */
	console: ProviderAccess;
}

export const defaultConfig: Config = {
	configDirs: [],
	figures: '2026-08',
	ascii: false,
	theme: 'auto',
	mouse: false,
	backgroundNormUsd: 0.04,
	teamSize: 1,
	compactInstructions: ['Focus on code samples and API usage'],
	quietHours: null,
	budgets: {dayUsd: null, monthUsd: null, sessionUsd: null, projects: {}, sessions: {}},
	prices: listPrices,
	policy: {compactIdleAt: null, projects: {}},
	notifications: {via: [], command: [], events: ['waiting', 'finished', 'error', 'budget'], fillPercent: 90},
	keys: {confirmAboveUsd: 0.25},
	search: {prompts: true},
	providers: {
		litellm: {url: null, keyEnv: 'LITELLM_API_KEY', keyFile: null},
		console: {url: null, keyEnv: 'ANTHROPIC_ADMIN_KEY', keyFile: null},
	},
	team: defaultTeam,
	hosts: [],
};
