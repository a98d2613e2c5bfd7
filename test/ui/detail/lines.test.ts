import stringWidth from 'string-width';
import {describe, expect, onTestFinished, test} from 'vitest';
import {setPriceBook} from '../../../source/accounting/cost.ts';
import {createPriceBook, listPrices} from '../../../source/accounting/price-book.ts';
import {noUsage} from '../../../source/claude/usage.ts';
import {detailLines} from '../../../source/ui/detail/lines.ts';
import {titleRule} from '../../../source/ui/detail/title-rule.ts';
import {createLook} from '../../../source/ui/theme.ts';
import {fakeFleet, fakeSession, noon} from '../../support/fake-fleet.ts';
import {testOptions} from '../../support/fake-screen.ts';

const at = (width: number, now = noon) => ({width, now, options: testOptions, onPlan: false});
const web = fakeFleet().find(({name}) => name === 'web')!;
const detail = (session = web, width = 120, now = noon) => detailLines(session, at(width, now)).join('\n');

test('everything that is known of a session', () => {
	expect(detailLines(web, at(110))).toEqual([
		' context     186k of 200k, compacts at 190k, 4k left                                so far ▁▂▃▄▄▅▆▇█▁▁▂▃▄▅▅▇██',
		' cost        $0.94 = main $0.80 + subagents $0.11 + compaction $0.02 + background $0.01                  exact',
		' background  session title 1× $0.004 · prompt suggestion 3× $0.006, 2 while idle',
		' next        message $0.09 while cached (1m left), $1.17 after that',
		' activity    64 main requests · 1.2 MB of tool results · 14 files touched · 1 compaction',
		'             3 cache misses $0.40',
		' shares      43% prompts and answers · 43% cold cache · 12% subagents · 2% compactions · 1% background',
		' advice      Compact or clear before a long break: the cold cache has cost $0.40.',
		' prompt      Make the header sticky on narrow screens                                                   3m ago',
		' rate        0 tok/min, 0 requests · peak 90k, 4 requests · recommended 200k–300k tokens and 5–7 requests',
	]);
});

test('above the recommendation, the rate stands out', () => {
	const colours = {...testOptions, look: createLook({colour: 'full', ascii: false})};
	const rate = (tokensPerMinute: number) =>
		detailLines(fakeSession({tokensPerMinute}), {...at(110), options: colours}).at(-1);
	expect(rate(300_001)).toContain('\u001B[1;35m300k tok/min');
	expect(rate(300_000)).not.toContain('\u001B[1;35m');
});

test('budgets of the session and of its project', () => {
	const figure = {id: 'a', limitUsd: 4, spentUsd: 3.6, hasUnpriced: false, share: 0.9, state: 'near' as const};
	const budgets = [
		{...figure, kind: 'session' as const, name: 'web'},
		{...figure, kind: 'project' as const, name: '/home/ada/work', limitUsd: 40},
	];
	expect(detailLines(web, {...at(110), budgets})[2]).toMatch(
		/^ budget {6}▕█+│█*.?░+▏ 90% ! \$3\.60 of \$4\.00 · ▕█+│█*.?░+▏ 90% ! \$3\.60 of \$40\.00 ~\/work this month$/,
	);
});

test('where the policy compacts the session', () => {
	const context = {...at(110), policyPercent: 80};
	expect(detailLines(web, context).join('\n')).toContain('compacts at 190k, 4k left, ⇣ by policy at 152k');
	expect(detail()).not.toContain('policy');
});

test('a narrow pane says the same in more lines', () => {
	expect(detailLines(web, at(40))).toEqual([
		'context 186k of 200k, compacts at 190k',
		'        4k left',
		'cost    $0.94 = main $0.80 + sub $0.11',
		'        + comp $0.02 + hidden $0.01',
		'        exact',
		'hidden  session title 1× $0.004',
		'        prompt suggestion 3× $0.006',
		'        2 while idle',
		'next    message $0.09 while cached (1m',
		'        left),',
		'        $1.17 after that',
		'work    64 main requests',
		'        1.2 MB of tool results',
		'        14 files touched · 1 compaction',
		'        3 cache misses $0.40',
		'shares  43% prompts and answers',
		'        43% cold cache · 12% subagents',
		'        2% compactions · 1% background',
		'advice  Compact or clear before a long',
		'        break: the cold cache has cost',
		'        $0.40.',
		'prompt  Make the header sticky …  3m ago',
		'rate    0 tok/min, 0 requests',
		'        peak 90k, 4 requests',
		'        of 200k–300k tokens',
	]);
});

test.each([20, 40, 60, 80, 120, 200])('no line is wider than %i cells', width => {
	for (const session of [...fakeFleet(), fakeSession({name: '設'.repeat(90), cwd: `/${'計'.repeat(90)}`})]) {
		const lines = [titleRule(session, at(width)), ...detailLines(session, at(width))];
		expect(lines.filter(line => stringWidth(line) > width)).toEqual([]);
	}
});

describe('context', () => {
	test('before the first request, and where requests count nothing', () => {
		const of = (mainRequests: number) => detail(fakeSession({context: {tokens: null}, drivers: {mainRequests}}));
		expect(of(0)).toContain('context     no request yet');
		expect(of(3)).toContain('context     not known: its requests count no tokens');
	});

	test('a compaction that does not say what is left', () => {
		const [web] = fakeFleet().filter(({compactions}) => compactions.length > 0);
		expect(detail({...web!, context: {...web!.context, tokens: null}})).toContain(
			'context     compacted, not known until the next request',
		);
	});

	test.each([
		[{thresholdTokens: 117_000, thresholdBasis: 'set'}, 'compacts at 117k'],
		[{thresholdTokens: 167_400, thresholdBasis: 'seen', seenCompactions: 6}, 'usually compacts near 167k (seen 6×)'],
		[{thresholdTokens: 167_000, thresholdBasis: 'expected'}, 'compaction expected near 167k'],
	] as const)('how a threshold is known: %j', (threshold, words) => {
		expect(detail(fakeSession({context: {tokens: 90_000, ...threshold}}))).toContain(`90k of 200k, ${words}, `);
	});

	test('Claude Code’s own compaction of an idle session', () => {
		const idleCompactionAt = noon + 20 * 60_000;
		const session = fakeSession({state: 'idle', context: {tokens: 90_000, idleCompactionAt}});
		expect(detail(session)).toContain('Claude Code compacts it at 12:20 if it stays idle');
		expect(detail({...session, state: 'busy'})).not.toContain('stays idle');
	});

	test('without auto-compaction', () => {
		const session = fakeSession({context: {tokens: 90_000, thresholdTokens: null, autoCompact: false}});
		expect(detail(session)).toContain('90k of 200k, never compacts by itself');
	});

	test('beyond the threshold nothing is left', () => {
		expect(detail(fakeSession({context: {tokens: 199_000}}))).toContain('compacts at 190k, 0 left');
	});
});

describe('cost', () => {
	test.each([
		[{basis: 'telemetry', partial: false}, 'exact'],
		[{basis: 'telemetry', partial: true}, 'measured, except hidden requests'],
		[{basis: 'reported', partial: false}, "Claude Code's own total"],
		[{basis: 'estimated', partial: true}, 'estimated, hidden requests not known'],
	] as const)('%j is called "%s"', (cost, words) => {
		expect(detail(fakeSession({cost}))).toContain(words);
	});

	test('prices of the config are named', () => {
		const models = {
			'claude-opus-5-5': {input: 1, output: 1, cacheRead: 1, cacheWrite5m: 1, cacheWrite1h: 1, windowTokens: null},
		};
		setPriceBook(createPriceBook({...listPrices, models}, null));
		onTestFinished(() => setPriceBook(createPriceBook(listPrices, null)));
		const costByModel = [{model: 'claude-opus-5-5', name: 'Opus 5.5', usage: noUsage, requests: 1, costUsd: 1}];
		expect(detail(fakeSession({costByModel}))).toContain('exact, prices of claude-opus-5-5 from config');
	});

	test('a model without a price is named', () => {
		const text = detail(fakeSession({cost: {totalUsd: null, unpricedModels: ['mystery-9', 'x\u001B[31m']}}));
		expect(text).toContain('cost        $? = ');
		expect(text).toContain('no price known for mystery-9, x: not in these dollars');
	});

	test('parts that cannot be there are left out, unknown ones are not', () => {
		const session = fakeSession({cost: {subagentUsd: 0, compactionUsd: 0, backgroundUsd: null}});
		expect(detail(session)).toContain('$0.94 = main $0.80 + background –');
	});
});

describe('background', () => {
	test('nothing measured is nothing; nothing known is said so, with what would help', () => {
		expect(detail(fakeSession())).toContain('background  none');
		expect(detail(fakeSession({cost: {basis: 'estimated'}}))).toContain('background  not known: ccmon doctor says why');
	});

	test('above the norm it is marked', () => {
		const session = fakeSession({cost: {backgroundUsd: 0.05}});
		expect(detail(session)).toContain('! above $0.04 a session');
	});
});

describe('the next message', () => {
	const next = {warmUsd: 0.09, coldUsd: 1.17};

	test('with a cold cache, and with one nothing is known of', () => {
		const cold = fakeSession({next, cache: {expiresAt: noon - 1, ttl: '5m'}});
		expect(detail(cold)).toContain('message $1.17 ($0.09 if cached)');
		expect(detail(fakeSession({next}))).toContain('$0.09 if cached, $1.17 if not');
	});

	test('unknown', () => {
		expect(detail(fakeSession())).toContain('next        not known yet');
	});
});

test("Claude Code's answer to a command, until the next prompt", () => {
	const lastNotice = {at: noon, id: 'n', text: 'Not enough messages to compact.'};
	expect(detail({...web, lastNotice})).toContain(' answer      Not enough messages to compact.');
	const lastPrompt = {at: noon + 1, text: 'go on', count: 10};
	expect(detail({...web, lastNotice, lastPrompt})).not.toContain('Not enough');
});

test('on a plan the dollars are called what they are', () => {
	expect(detailLines(web, {...at(120), onPlan: true}).join('\n')).toContain('exact, API-equivalent');
});

test('why it cannot be reached, and the output of a headless one', () => {
	const session = fakeSession({
		control: null,
		controlHint: 'run it in tmux',
		output: ['1', '2', 'three\u001B[2J', '4', '5', '6', '7'],
	});
	expect(detailLines(session, at(80)).slice(-7)).toEqual([
		' reach       run it in tmux',
		' output      2',
		'             three',
		'             4',
		'             5',
		'             6',
		'             7',
	]);
});

describe('the rule above', () => {
	test('name, folder, branch, reach, process and version', () => {
		expect(titleRule(web, at(80))).toBe(
			'── web · ~/work/web · main · tmux %3 · up 1h30m · pid 4321 · v2.1.330 ──────────',
		);
	});

	test('the name stays longest', () => {
		expect(titleRule(web, at(24))).toBe('── web · ~/work/web ────');
		expect(titleRule(web, at(12))).toBe('── web ─────');
	});

	test('what is special about it', () => {
		const session = fakeSession({name: 'job', kind: 'bg', provider: 'bedrock'});
		expect(titleRule(session, at(100))).toContain(
			'── job · ~/work/job · main · background session · tmux %3 · bedrock',
		);
	});
});
