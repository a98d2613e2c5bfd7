/**
 * The queries of `ccmon team` and its dashboard. All work in PromQL and MetricsQL.
 *
 * `increase()` extrapolates, and misses the initial value of a series: not fit for money. These take the difference of
 * values instead, starting with a series' last value on the day before the window or, if it has none, with its
 * lowest within: 0 for what ccmon pushes, since a new series begins with 0 and a returning one with its old value.
 */

/** Over the `seconds` before the time of the query. */
const increaseOf = (series: string, seconds: number): string =>
	`last_over_time(${series}[${seconds}s]) - (last_over_time(${series}[1d] offset ${seconds}s) or min_over_time(${series}[${seconds}s]))`;

/**
 * The same for series that Claude Code exports itself, which begin with what was spent by then. A process that
 * restarts under the same labels starts at 0 again and loses its old count, so this is a lower bound.
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
	/** The largest family: each type is a separate query. */
	tokens: (seconds: number, type: string) =>
		sumBy([...person, 'model'], increaseOf(`ccmon_tokens_total{type="${type}"}`, seconds)),
	requests: (seconds: number) => sumBy([...person, 'model'], increaseOf('ccmon_requests_total', seconds)),
	idle: (seconds: number) => sumBy(person, increaseOf('ccmon_idle_cost_usd_total', seconds)),
	lowerBound: (seconds: number) => sumBy(person, increaseOf('ccmon_lower_bound_usd_total', seconds)),
	/** For percentiles only, where extrapolation affects every bucket alike. */
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

/** How collectors spell Claude Code's metrics. If they keep the dots, so do the labels. */
export const rawSpellings = [
	{cost: 'claude_code_cost_usage_USD_total', tokens: 'claude_code_token_usage_tokens_total'},
	{cost: 'claude_code_cost_usage_total', tokens: 'claude_code_token_usage_total'},
	{cost: 'claude_code.cost.usage', tokens: 'claude_code.token.usage'},
] as const;

export type RawSpelling = (typeof rawSpellings)[number];

const selector = (name: string) => `{__name__="${name}"}`;
const rawPerson = {user: 'ccmon_user', team: 'ccmon_team'} as const;

/**
 * Copies a label to `name`, however it is spelled. Engines differ in how a query writes a dotted label,
 * but all accept it as a string.
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

/** Which of these series exist, by name. */
export const presentQuery = `count by (__name__) (last_over_time({__name__=~"ccmon_cost_usd_total|ccmon_last_received_timestamp_seconds|${rawSpellings
	.map(({cost}) => cost.replaceAll('.', '[.]'))
	.join('|')}"}[7d]))`;
