/** What can be set for sharing figures with a team, and for viewing a team's. */

/** How a Prometheus-compatible server is asked. Tokens come from the environment or an owner-only file. */
export interface ServerAccess {
	/** Null: not used. */
	url: string | null;
	/** The environment variable that holds the token; null: none is sent, unless there is a file. */
	tokenEnv: string | null;
	/** An owner-only file that holds the token, absolute. */
	tokenFile: string | null;
	/** The tenant of Mimir, Loki and the like, sent as `X-Scope-OrgID`. */
	orgId: string | null;
}

/** Where this machine's counters go by remote_write, and under which names. */
export interface TeamPush extends ServerAccess {
	/** Null: the name of the system's user. */
	user: string | null;
	team: string | null;
	/** Null: the machine's name. */
	machine: string | null;
	/** Sends keyed pseudonyms in place of the names of user and machine. */
	pseudonym: boolean;
	/** While a monitor is open. */
	everyMs: number;
}

/** Dollars; null: no budget. Months are the last 30 days. */
export interface TeamBudgets {
	dayUsd: number | null;
	monthUsd: number | null;
	userDayUsd: number | null;
	userMonthUsd: number | null;
	/** Per 30 days, by the team's name. */
	teams: Readonly<Record<string, number>>;
}

export interface TeamConfig extends ServerAccess {
	/** For basic authentication, with `password` or else the token; null: the token is a bearer's. */
	user: string | null;
	password: string | null;
	/** The labels of `claude_code_*` series for a person and a team. ccmon's own labels are `user` and `team`. */
	userLabel: string;
	teamLabel: string;
	/** People who share the organisation's rate limit; null: as many as are seen. */
	size: number | null;
	/** The organisation's limit of tokens per minute; null: not known. */
	orgTpm: number | null;
	budgets: TeamBudgets;
	push: TeamPush;
}

export const defaultTeam: TeamConfig = {
	url: null,
	tokenEnv: null,
	tokenFile: null,
	orgId: null,
	user: null,
	password: null,
	userLabel: 'user_email',
	teamLabel: 'team',
	size: null,
	orgTpm: null,
	budgets: {dayUsd: null, monthUsd: null, userDayUsd: null, userMonthUsd: null, teams: {}},
	push: {
		url: null,
		tokenEnv: null,
		tokenFile: null,
		orgId: null,
		user: null,
		team: null,
		machine: null,
		pseudonym: false,
		everyMs: 60_000,
	},
};
