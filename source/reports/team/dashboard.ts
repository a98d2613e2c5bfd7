/** A Grafana dashboard with the same queries as `ccmon team`. */
import {tokenFields, tokenTypes} from './counters.ts';
import {ccmonQueries, rateQueries} from './queries.ts';

export interface Panel {
	title: string;
	query: string;
	/** A current value per series, or daily values over time. */
	kind: 'table' | 'stat' | 'days';
	unit: 'currencyUSD' | 'short' | 'dateTimeFromNow';
}

const daySeconds = 86_400;
const monthSeconds = 30 * daySeconds;

export const dashboardPanels: readonly Panel[] = [
	{title: 'Tokens per minute now', query: rateQueries.tokensNow, kind: 'stat', unit: 'short'},
	{title: 'Tokens per minute, peak of 24 hours', query: rateQueries.tokensPeak, kind: 'stat', unit: 'short'},
	{title: 'Requests per minute now', query: rateQueries.requestsNow, kind: 'stat', unit: 'short'},
	{title: 'Requests per minute, peak of 24 hours', query: rateQueries.requestsPeak, kind: 'stat', unit: 'short'},
	{title: 'Dollars per day', query: ccmonQueries.byDay(daySeconds), kind: 'days', unit: 'currencyUSD'},
	{
		title: 'Dollars by model and purpose, 30 days',
		query: ccmonQueries.cost(monthSeconds),
		kind: 'table',
		unit: 'currencyUSD',
	},
	{title: 'Dollars while idle, 30 days', query: ccmonQueries.idle(monthSeconds), kind: 'table', unit: 'currencyUSD'},
	{
		title: 'Dollars that are a lower bound, 30 days',
		query: ccmonQueries.lowerBound(monthSeconds),
		kind: 'table',
		unit: 'currencyUSD',
	},
	...tokenFields.map(
		(field): Panel => ({
			title: `Tokens, ${tokenTypes[field]}, 30 days`,
			query: ccmonQueries.tokens(monthSeconds, tokenTypes[field]),
			kind: 'table',
			unit: 'short',
		}),
	),
	{title: 'Requests, 30 days', query: ccmonQueries.requests(monthSeconds), kind: 'table', unit: 'short'},
	{title: 'Active minutes by tokens, 30 days', query: ccmonQueries.minutes(monthSeconds), kind: 'table', unit: 'short'},
	{
		title: 'Last received',
		query: `${ccmonQueries.received(monthSeconds)} * 1000`,
		kind: 'table',
		unit: 'dateTimeFromNow',
	},
];

/** For Grafana's import; the data source is asked for there. */
export function dashboard(): object {
	// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana puts the chosen data source in its place
	const datasource = {type: 'prometheus', uid: '${DS_PROMETHEUS}'};
	return {
		__inputs: [{name: 'DS_PROMETHEUS', label: 'Prometheus', type: 'datasource', pluginId: 'prometheus'}],
		title: 'Claude Code by ccmon',
		uid: 'ccmon-team',
		schemaVersion: 39,
		time: {from: 'now-30d', to: 'now'},
		panels: dashboardPanels.map(({title, query, kind, unit}, index) => ({
			id: index + 1,
			title,
			datasource,
			type: kind === 'days' ? 'timeseries' : kind,
			...(kind === 'days' && {interval: '1d'}),
			gridPos: {x: (index % 2) * 12, y: Math.floor(index / 2) * 8, w: 12, h: 8},
			fieldConfig: {defaults: {unit}, overrides: []},
			targets: [
				{
					refId: 'A',
					datasource,
					expr: query,
					...(kind === 'days' ? {range: true, interval: '1d'} : {instant: true, format: 'table'}),
				},
			],
		})),
	};
}
