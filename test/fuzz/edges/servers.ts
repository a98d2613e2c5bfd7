/** What the servers of the config answer: a team's Prometheus, a LiteLLM proxy, the Console. */
import fc from 'fast-check';
import {defaultConfig} from '../../../source/core/config/config.ts';
import {defaultTeam} from '../../../source/core/config/team.ts';
import {describeUserDays, providerLines} from '../../../source/core/provider-spend.ts';
import {readConsoleAnalytics} from '../../../source/reports/gateways/analytics.ts';
import {readConsoleCost} from '../../../source/reports/gateways/console.ts';
import {readLitellmSpend} from '../../../source/reports/gateways/litellm.ts';
import {runTeam} from '../../../source/reports/team/run-team.ts';
import {edge, hold, holdFigures, holdText} from '../edge.ts';
import {dollars, jsonText, model, mostly, oddNumber, oddText, oddValue, shape} from '../grammar.ts';

const now = Date.parse('2026-11-20T12:00:00Z');
const url = 'http://server.example';
const env = {KEY: 'secret'};

/** By what is in the path of a request; '' is everything else. */
type Answers = Readonly<Record<string, string>>;

/** Calls it while every request is answered with one of these. */
async function answering<Value>(answers: Answers, call: () => Promise<Value>): Promise<Value> {
	const {fetch} = globalThis;
	globalThis.fetch = async request => {
		const place = Object.keys(answers).find(part => String(request).includes(part)) ?? '';
		return new Response(answers[place]);
	};
	try {
		return await call();
	} finally {
		globalThis.fetch = fetch;
	}
}

const sample = mostly(
	fc.tuple(
		mostly(fc.integer({min: 0, max: 40}).map(days => (now - days * 86_400_000) / 1000)),
		fc.oneof(
			dollars.map(value => String(value)),
			oddNumber.map(value => String(value)),
			fc.constantFrom('NaN', '+Inf', '-Inf', ''),
		),
	),
);
const series = shape({
	metric: shape({
		__name__: fc.constantFrom('ccmon_cost_usd_total', 'claude_code_cost_usage_USD_total'),
		user: mostly(fc.constantFrom('ada', 'bob'), oddText),
		user_email: mostly(fc.constantFrom('ada', 'eve'), oddText),
		team: mostly(fc.constant('core'), oddText),
		model: mostly(model, oddText),
		type: mostly(fc.constantFrom('input', 'output', 'cacheRead'), oddText),
		le: mostly(fc.constantFrom('100', '+Inf'), oddText),
		query_source: fc.constantFrom('main', 'auxiliary'),
	}),
	value: sample,
	values: fc.array(sample, {maxLength: 3}),
});
const queryAnswer = jsonText(
	shape({
		status: fc.constant('success'),
		data: shape({resultType: fc.constant('vector'), result: fc.array(series, {maxLength: 4})}),
		warnings: fc.array(mostly(fc.constant('slow')), {maxLength: 2}),
		isPartial: fc.boolean(),
	}),
);

export const prometheus = edge({
	name: 'prometheus',
	input: fc.record({
		range: queryAnswer,
		names: queryAnswer,
		others: queryAnswer,
		form: fc.constantFrom('', 'json', 'csv'),
	}),
	async check({range, names, others, form}) {
		let [stdout, stderr] = ['', ''];
		const io = {
			stdout: {write: (text: string) => (stdout += text)},
			stderr: {write: (text: string) => (stderr += text)},
			now: () => now,
		};
		const budgets = {...defaultTeam.budgets, dayUsd: 1e9, teams: {core: 1e9}};
		const options = {team: {...defaultTeam, url, budgets}, figures: '2026-08', env, [form]: true, check: true} as const;
		const code = await answering({query_range: range, 'count+by': names, '': others}, () => runTeam(options, io));
		hold(code === 0 || code === 1 || code === 2, 'it ends', code);
		// CSV ends its lines as its standard says.
		holdText(stdout.replaceAll('\r\n', '\n') + stderr, 'what is written');
		if (form === 'json' && stdout !== '') holdFigures(JSON.parse(stdout), 'team');
	},
});

const keySpend = shape({
	spend: dollars,
	key_alias: mostly(fc.constant('web'), oddText),
	key_name: oddText,
	max_budget: dollars,
	budget_reset_at: mostly(fc.constant('2026-12-01T00:00:00Z'), oddText),
});
const amount = mostly(fc.oneof(dollars, dollars.map(String), oddNumber));
const page = (item: fc.Arbitrary<unknown>) =>
	jsonText(shape({data: fc.array(item, {maxLength: 3}), has_more: fc.boolean(), next_page: oddText}));

export const gateways = edge({
	name: 'gateways',
	input: fc.record({
		'/key/info': jsonText(shape({info: keySpend})),
		'/cost_report': page(
			shape({
				starting_at: mostly(fc.constant('2026-11-01T00:00:00Z'), oddText),
				results: fc.array(shape({amount, currency: fc.constant('USD')}), {maxLength: 3}),
			}),
		),
		'/usage_report': page(
			shape({
				actor: shape({email_address: oddText, api_key_name: oddText}),
				model_breakdown: fc.array(shape({estimated_cost: shape({amount, currency: fc.constant('USD')})}), {
					maxLength: 2,
				}),
			}),
		),
		'': jsonText(oddValue),
	}),
	async check(answers) {
		const access = {...defaultConfig.providers.litellm, url, keyEnv: 'KEY'};
		const since = Date.parse('2026-11-01T00:00:00Z');
		const lines = await answering(answers, async () => {
			const litellm = await readLitellmSpend(access, {env});
			const console = await readConsoleCost(access, since, {env});
			const users = await readConsoleAnalytics(access, '2026-11-19', {env});
			const usersLine = users?.value ? describeUserDays(users.value, '2026-11-19') : (users?.failure ?? '');
			return [...providerLines({litellm, console, since}, () => 1), usersLine];
		});
		for (const line of lines) {
			holdText(line, 'a line');
			hold(!/\$\S*e[+-]?\d/.test(line) && line.length < 500, 'a line can be read', line);
		}
	},
});
