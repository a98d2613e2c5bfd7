/**
 * The queries of `ccmon team`, which its dashboard has too. All work in PromQL and MetricsQL.
 *
 * `increase()` extrapolates, and misses what a series is born with: it is not for money. Here the difference is taken of
 * what a series stood at. It begins with its last value on the day before the window or, where it has none, with its
 * lowest within: 0 for what ccmon pushes, since a new series begins with 0 and one that comes back with what it stood at.
 */

/** Over the `seconds` up to the time of the query. */
export const increaseOf = (series: string, seconds: number): string =>
	`last_over_time(${series}[${seconds}s]) - (last_over_time(${series}[1d] offset ${seconds}s) or min_over_time(${series}[${seconds}s]))`;

/**
 * The same for series that Claude Code exports itself, which are born with what was spent by then. A process that
 * restarts under the same labels counts from 0 again: what it had counted is lost, so this is a lower bound.
 */
const rawIncreaseOf = (series: string, seconds: number): string => {
	const last = `last_over_time(${series}[${seconds}s])`;
	return `clamp_min(${last} - (last_over_time(${series}[3d] offset ${seconds}s) or ${last} * 0), 0)`;
};

const sumBy = (labels: readonly string[], expression: string): string =>
	`sum by (${labels.join(', ')}) (${expression})`;

const person = ['user', 'team'];

/** `seconds`: of the window, or, for the first, of one day. */
export const ccmonQueries = {
	byDay: (seconds: number) => sumBy(person, increaseOf('ccmon_cost_usd_total', seconds)),
	cost: (seconds: number) => sumBy([...person, 'model', 'purpose'], increaseOf('ccmon_cost_usd_total', seconds)),
	/** The largest family: each type is asked for by itself. */
	tokens: (seconds: number, type: string) =>
		sumBy([...person, 'model'], increaseOf(`ccmon_tokens_total{type="${type}"}`, seconds)),
	requests: (seconds: number) => sumBy([...person, 'model'], increaseOf('ccmon_requests_total', seconds)),
	idle: (seconds: number) => sumBy(person, increaseOf('ccmon_idle_cost_usd_total', seconds)),
	lowerBound: (seconds: number) => sumBy(person, increaseOf('ccmon_lower_bound_usd_total', seconds)),
	/** For percentiles alone: what `increase()` adds, it adds to every bucket. */
	minutes: (seconds: number) => sumBy([...person, 'le'], `increase(ccmon_minute_tokens_bucket[${seconds}s])`),
	received: (seconds: number) =>
		`max by (user, team) (last_over_time(ccmon_last_received_timestamp_seconds[${seconds}s]))`,
};

/** Per minute, of all people. A quarter of an hour is the least that is sure to hold a whole push of any machine. */
export const rateQueries = {
	tokensNow: 'sum(rate(ccmon_minute_tokens_sum[5m])) * 60',
	requestsNow: 'sum(rate(ccmon_minute_requests_sum[5m])) * 60',
	tokensPeak: 'max_over_time((sum(rate(ccmon_minute_tokens_sum[15m])) * 60)[1d:5m])',
	requestsPeak: 'max_over_time((sum(rate(ccmon_minute_requests_sum[15m])) * 60)[1d:5m])',
};

/** How collectors spell Claude Code's metrics. With dots in them their labels have dots, too. */
export const rawSpellings = [
	{cost: 'claude_code_cost_usage_USD_total', tokens: 'claude_code_token_usage_tokens_total'},
	{cost: 'claude_code_cost_usage_total', tokens: 'claude_code_token_usage_total'},
	{cost: 'claude_code.cost.usage', tokens: 'claude_code.token.usage'},
] as const;

export type RawSpelling = (typeof rawSpellings)[number];

const selector = (name: string) => `{__name__="${name}"}`;
const rawPerson = {user: 'ccmon_user', team: 'ccmon_team'} as const;

/**
 * With a label's value as `name` as well, however it is spelled. Engines differ in how a dotted label is written in a query;
 * as a text, which it is here, all take it.
 */
const withLabel = (expression: string, name: string, label: string) =>
	[...new Set([label, label.replaceAll('_', '.')])].reduce(
		(labelled, spelled) => `label_replace(${labelled}, "${name}", "$1", ${JSON.stringify(spelled)}, "(.+)")`,
		expression,
	);

/** `user` and `team`: the labels that hold them. `labels`: those that the answers have them in. */
export function rawQueries({cost, tokens}: RawSpelling, user: string, team: string) {
	const isDotted = cost.includes('.');
	const labels = isDotted ? rawPerson : {user, team};
	const sum = (name: string, seconds: number, ...by: string[]) => {
		const increase = rawIncreaseOf(selector(name), seconds);
		const labelled = isDotted ? withLabel(withLabel(increase, rawPerson.user, user), rawPerson.team, team) : increase;
		return sumBy([labels.user, labels.team, ...by], labelled);
	};
	return {
		labels,
		byDay: (seconds: number) => sum(cost, seconds),
		cost: (seconds: number) => sum(cost, seconds, 'model', 'query_source'),
		tokens: (seconds: number) => sum(tokens, seconds, 'model', 'type'),
	};
}

/** Which of the series there are, by name. */
export const presentQuery = `count by (__name__) (last_over_time({__name__=~"ccmon_cost_usd_total|ccmon_last_received_timestamp_seconds|${rawSpellings
	.map(({cost}) => cost.replaceAll('.', '[.]'))
	.join('|')}"}[7d]))`;
