import {afterEach, expect, test} from 'vitest';
import {describeDayCosts} from '../../../source/core/provider-spend.ts';
import {readConsoleCost} from '../../../source/reports/gateways/console.ts';
import {type Answer, startProvider} from './stand-in.ts';

const secret = 'sk-ant-admin-very-secret';
let provider: Awaited<ReturnType<typeof startProvider>>;
afterEach(() => provider?.stop());

async function ask(answerTo: (path: string) => Answer) {
	provider = await startProvider(answerTo);
	const access = {url: `${provider.url}/`, keyEnv: 'KEY', keyFile: null};
	const since = Date.parse('2026-11-01T08:30:00Z');
	const answer = await readConsoleCost(access, since, {env: {KEY: secret}, timeoutMs: 10_000});
	expect(JSON.stringify(answer)).not.toContain(secret);
	return answer;
}

const bucket = (day: string, ...amounts: string[]) => ({
	starting_at: `${day}T00:00:00Z`,
	ending_at: `${day}T23:59:59Z`,
	results: amounts.map(amount => ({amount, currency: 'USD'})),
});

test('amounts are cents; pages are read to the end', async () => {
	const answer = await ask(path =>
		path.includes('page=two')
			? {json: {data: [bucket('2026-11-02', '50')], has_more: false, next_page: null}}
			: {json: {data: [bucket('2026-11-01', '123.45', '10')], has_more: true, next_page: 'two'}},
	);
	expect(answer?.value).toEqual([
		{day: '2026-11-01', usd: 1.3345},
		{day: '2026-11-02', usd: 0.5},
	]);
	const [first, second] = provider.asked;
	expect(first?.path).toBe('/v1/organizations/cost_report?starting_at=2026-11-01T00%3A00%3A00.000Z&limit=31');
	expect(first?.headers).toMatchObject({'x-api-key': secret, 'anthropic-version': '2023-06-01'});
	expect(second?.path).toContain('&page=two');
	expect(describeDayCosts(answer?.value ?? [], '2026-11-01')).toBe(
		'Console, whole organisation since 2026-11-01 (UTC): $1.83',
	);
});

test('a report that never ends is read for a year and no longer', async () => {
	await ask(() => ({json: {data: [bucket('2026-11-01', '1')], has_more: true, next_page: 'again'}}));
	expect(provider.asked).toHaveLength(12);
});

test.each<[string, Answer, RegExp]>([
	['a key that is no Admin key', {status: 403}, /answers 403: the key is refused\.$/],
	['another form', {json: {data: 'x'}}, /in a form that is not known\.$/],
	['another currency', {json: {data: [{starting_at: '2026-11-01', results: [{amount: '1', currency: 'EUR'}]}]}}, /EUR/],
	['an amount that is none', {json: {data: [bucket('2026-11-01', 'much')]}}, /not a number\.$/],
])('%s is one line for the doctor', async (_, answer, failure) => {
	const told = await ask(() => answer);
	expect(told?.value).toBeNull();
	expect(told?.failure).toMatch(/^Console: /);
	expect(told?.failure).toMatch(failure);
});
