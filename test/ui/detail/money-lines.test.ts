/** The detail's lines about money: every figure says how it is known, and what is not known is not made up. */
import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import type {BudgetFigure} from '../../../source/core/budget.ts';
import type {Session} from '../../../source/core/session.ts';
import {backgroundLines, basisWords, budgetLines, costLines, nextLines} from '../../../source/ui/detail/money-lines.ts';
import {createLook} from '../../../source/ui/theme.ts';
import {fakeSession, noon} from '../../support/fake-fleet.ts';
import {testOptions} from '../../support/fake-screen.ts';

const at = (width: number, fields: object = {}) => ({width, now: noon, options: testOptions, onPlan: false, ...fields});
type Cost = Partial<Session['cost']>;
const cost = (fields: Cost, width = 120) => costLines(fakeSession({cost: fields}), at(width));

test.each([
	['telemetry', false, 'exact'],
	['telemetry', true, 'measured, except hidden requests'],
	['reported', false, "Claude Code's own total"],
	['reported', true, "Claude Code's total, not all of it"],
	['estimated', true, 'estimated, hidden requests not known'],
] as const)('dollars by %s (partial: %s) are "%s"', (basis, partial, words) => {
	expect(basisWords(basis, partial)).toBe(words);
});

describe('what it has cost', () => {
	test('nothing, before the first request', () => {
		const session = fakeSession({requests: 0, cost: {totalUsd: null, mainUsd: null}});
		expect(costLines(session, at(80))).toEqual([' cost        nothing spent yet']);
		expect(costLines({...session, requests: 1}, at(80))).not.toEqual([' cost        nothing spent yet']);
	});

	test('a lower bound is one in the sum and in the parts that hidden requests belong to', () => {
		const [line] = cost({basis: 'reported', partial: true});
		expect(line).toContain('≥$0.94 = main $0.80 + subagents $0.11 + compaction ≥$0.02 + background ≥$0.01');
	});

	test('parts that could not be otherwise are left out; zeros that were measured stay', () => {
		expect(cost({subagentUsd: 0, compactionUsd: 0, backgroundUsd: 0})[0]).toContain('= main $0.80 + background $0.00');
		const [compaction] = [{id: 'c', at: noon, trigger: 'auto', preTokens: 1, postTokens: 1, durationMs: 1}] as const;
		const compacted = {...compaction, costUsd: null, paysOffAfterMessages: null, messagesSince: 0};
		const session = fakeSession({compactions: [compacted], cost: {subagentUsd: 0, compactionUsd: 0}});
		expect(costLines(session, at(120))[0]).toContain('main $0.80 + compaction $0.00 + background');
	});

	test('a model without a price is named, and the sum without it is a lower bound', () => {
		const lines = cost({totalUsd: 0.5, unpricedModels: ['mystery-9', 'other\u0007-2']});
		expect(lines[0]).toContain('≥$0.50 = ');
		expect(lines.at(-1)).toBe('             $? no price known for mystery-9, other-2: not in these dollars');
	});

	test('on a plan they are a comparison', () => {
		expect(costLines(fakeSession(), at(130, {onPlan: true}))[0]).toMatch(/ exact, API-equivalent$/);
	});

	test('how they are known stands at the right end, or below where there is no room', () => {
		expect(cost({})).toHaveLength(1);
		expect(stringWidth(cost({})[0]!)).toBe(120);
		expect(cost({partial: true, subagentUsd: 0}, 80)).toEqual([
			' cost        ≥$0.94 = main $0.80 + compaction ≥$0.02 + background ≥$0.01',
			'             measured, except hidden requests',
		]);
		for (const width of [20, 40, 60, 80, 120, 200])
			for (const line of cost({basis: 'reported', partial: true, unpricedModels: ['mystery-9']}, width))
				expect(stringWidth(line)).toBeLessThanOrEqual(width);
	});
});

describe('budgets', () => {
	const figure: BudgetFigure = {
		...{id: 'a', kind: 'project', name: '/home/ada/work', limitUsd: 40},
		...{spentUsd: 50, hasUnpriced: false, share: 1.25, state: 'exceeded'},
	};

	test('say whose they are, unless it is the session’s own', () => {
		const [line] = budgetLines(at(120, {budgets: [figure]}));
		expect(line).toContain('125%');
		expect(line).toContain('$50.00 of $40.00 ~/work this month');
		const [own] = budgetLines(at(120, {budgets: [{...figure, kind: 'session', name: 'web'}]}));
		expect(own).toMatch(/\$50\.00 of \$40\.00$/);
	});

	test('have a bar where there is room for one', () => {
		expect(budgetLines(at(80, {budgets: [figure]}))[0]).toContain('▕');
		expect(budgetLines(at(79, {budgets: [figure]}))[0]).not.toContain('▕');
	});

	test('are not mentioned where there are none', () => {
		expect(budgetLines(at(120))).toEqual([]);
	});
});

describe('background', () => {
	const row = {
		...{cause: 'prompt_suggestion', requests: 3, tokens: 3400, costUsd: 0.006},
		...{idleRequests: 2, idleUsd: 0.004, lastAt: noon, model: null},
	};
	const background = (fields: object, width = 120) => backgroundLines(fakeSession(fields), at(width));

	test('is said by cause, with how often and what of it happened while nobody was there', () => {
		expect(background({background: [row]})).toEqual([' background  prompt suggestion 3× $0.006, 2 while idle']);
		expect(background({background: [row]}, 40)).toEqual([
			'hidden  prompt suggestion 3× $0.006',
			'        2 while idle',
		]);
	});

	test('with a long name loses the end of the name in a narrow pane, never its dollars', () => {
		const long = {...row, cause: 'a_cause_with_a_name_that_has_no_end', idleRequests: 0};
		expect(background({background: [long]}, 40)).toEqual([expect.stringMatching(/^hidden {2}a.cause.*… 3× \$0\.006$/)]);
	});

	test('that is known by its dollars alone has no number of requests', () => {
		const unreported = {...row, cause: 'unreported', requests: null, idleRequests: 0};
		expect(background({background: [unreported]})).toEqual([' background  unreported $0.006']);
	});

	test('of a cause that nobody knows yet goes by its own name, without what could move the cursor', () => {
		const odd = {...row, cause: 'new\u001B[2J_cause', requests: 1, idleRequests: 0};
		expect(background({background: [odd]})[0]).toMatch(/^ background {2}new_?\W?cause 1× \$0\.006$/);
	});

	test('above the norm is marked, just at it is not', () => {
		const norm = testOptions.backgroundNormUsd;
		const above = (backgroundUsd: number) => background({background: [row], cost: {backgroundUsd}}).join('\n');
		expect(above(norm)).not.toContain('!');
		expect(above(norm + 0.01)).toContain(`! above $${norm.toFixed(2)} a session`);
	});

	test.each([
		['telemetry', 'none'],
		['reported', 'by cause not known: ccmon doctor says why'],
		['estimated', 'not known: ccmon doctor says why'],
	] as const)('by %s without a cause is "%s"', (basis, words) => {
		expect(background({cost: {basis, backgroundUsd: null}})).toEqual([` background  ${words}`]);
	});

	test('without causes on another machine names it, and of an ended session advises nothing', () => {
		const cost = {basis: 'reported', backgroundUsd: null} as const;
		const host = {...fakeSession({}).host, name: 'box'} as Session['host'];
		expect(background({cost, host})).toEqual([' background  by cause not known: ccmon doctor on box says why']);
		expect(background({cost, state: 'exited'})).toEqual([' background  by cause not known']);
	});
});

describe('the next message', () => {
	const next = (fields: object, width = 120) =>
		nextLines(fakeSession({next: {warmUsd: 0.09, coldUsd: 1.17}, ...fields}), at(width));

	test('costs less for as long as the cache is warm', () => {
		const cache = {expiresAt: noon + 240_000, ttl: '5m'};
		expect(next({cache})).toEqual([' next        message $0.09 while cached (4m left), $1.17 after that']);
		expect(next({cache: {...cache, expiresAt: noon}})).toEqual([' next        message $1.17 ($0.09 if cached)']);
	});

	test('may cost either where nothing is known of the cache', () => {
		expect(next({cache: null})).toEqual([' next        message $0.09 if cached, $1.17 if not']);
	});

	test('is not known, or is none', () => {
		expect(next({next: {warmUsd: null, coldUsd: null}})).toEqual([' next        not known yet']);
		expect(next({next: {warmUsd: null, coldUsd: 1}})[0]).toContain('message – if cached, $1.00 if not');
		expect(next({state: 'exited'})).toEqual([]);
	});
});

test('in colour, what needs attention stands out', () => {
	const options = {...testOptions, look: createLook({colour: 'full', ascii: false})};
	const [, unpriced] = costLines(fakeSession({cost: {unpricedModels: ['mystery-9']}}), at(160, {options}));
	expect(unpriced).toContain(options.look.paint('bad', '$? no price known for mystery-9: not in these dollars'));
});
