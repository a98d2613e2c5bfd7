/** The queries as texts; what they answer is compared with real servers in test/e2e. */
import {expect, test} from 'vitest';
import {ccmonQueries, presentQuery, rawQueries, rawSpellings} from '../../../source/reports/team/queries.ts';

test('an increase begins with the last value of the day before, else with the lowest within', () => {
	expect(ccmonQueries.byDay(90_000)).toBe(
		'sum by (user, team) (last_over_time(ccmon_cost_usd_total[90000s]) - (last_over_time(ccmon_cost_usd_total[1d] offset 90000s) or min_over_time(ccmon_cost_usd_total[90000s])))',
	);
	expect(ccmonQueries.tokens(60, 'output')).toContain('ccmon_tokens_total{type="output"}[60s]');
});

test('where a collector keeps the dots, a label is found under either spelling and called by one name', () => {
	const {labels, cost} = rawQueries(rawSpellings[2], 'user_email', 'team');
	expect(labels).toEqual({user: 'ccmon_user', team: 'ccmon_team'});
	const query = cost(60);
	expect(query).toMatch(/^sum by \(ccmon_user, ccmon_team, model, query_source\) \(label_replace\(/);
	for (const spelling of ['"user_email"', '"user.email"'])
		expect(query).toContain(`"ccmon_user", "$1", ${spelling}, "(.+)"`);
	// One spelling is not looked for twice.
	expect(query.match(/"ccmon_team", "\$1"/g)).toHaveLength(1);
	expect(query).toContain('{__name__="claude_code.cost.usage"}[60s]');
});

test('where it does not, the labels are those of the config', () => {
	const {labels, tokens} = rawQueries(rawSpellings[0], 'user_email', 'team');
	expect(labels).toEqual({user: 'user_email', team: 'team'});
	expect(tokens(60)).toMatch(/^sum by \(user_email, team, model, type\) \(clamp_min\(/);
});

test('which series there are is asked with dots as themselves', () => {
	expect(presentQuery).toContain('claude_code[.]cost[.]usage');
	expect(presentQuery).not.toMatch(/\\/);
});
