import {afterEach, expect, test} from 'vitest';
import {describeUserDays} from '../../../source/core/provider-spend.ts';
import {readConsoleAnalytics} from '../../../source/reports/gateways/analytics.ts';
import {type Answer, startProvider} from './stand-in.ts';

const secret = 'sk-ant-admin-very-secret';
let provider: Awaited<ReturnType<typeof startProvider>>;
afterEach(() => provider?.stop());

async function ask(answerTo: (path: string) => Answer) {
	provider = await startProvider(answerTo);
	const access = {url: provider.url, keyEnv: 'KEY', keyFile: null};
	const answer = await readConsoleAnalytics(access, '2026-11-19', {env: {KEY: secret}, timeoutMs: 10_000});
	expect(JSON.stringify(answer)).not.toContain(secret);
	return answer;
}

const record = (actor: object, ...cents: number[]) => ({
	actor,
	model_breakdown: cents.map(amount => ({model: 'claude-opus-5-5', estimated_cost: {currency: 'USD', amount}})),
});

test('users and keys, in cents, of all pages', async () => {
	const answer = await ask(path =>
		path.includes('page=two')
			? {json: {data: [record({api_key_name: 'ci'}, 900)], has_more: false, next_page: null}}
			: {json: {data: [record({email_address: 'ada@example.com'}, 150, 50)], has_more: true, next_page: 'two'}},
	);
	expect(answer?.value).toEqual([
		{user: 'ci', usd: 9},
		{user: 'ada@example.com', usd: 2},
	]);
	expect(provider.asked[0]?.path).toBe('/v1/organizations/usage_report/claude_code?starting_at=2026-11-19&limit=1000');
	expect(describeUserDays(answer?.value ?? [], '2026-11-19')).toBe(
		'Console’s Claude Code analytics, 2026-11-19 (UTC): $11.00, 2 users; most: ci $9.00, ada@example.com $2.00',
	);
});

test.each<[string, Answer, RegExp]>([
	['a key that is refused', {status: 403}, /answers 403: the key is refused\.$/],
	['another form', {json: {data: 7}}, /in a form that is not known\.$/],
])('%s is one line', async (_, answer, failure) => {
	expect((await ask(() => answer))?.failure).toMatch(failure);
});
