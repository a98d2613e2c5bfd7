/** What a gateway and the Console count for a team: each with what it leaves out, and of a day that is complete. */
import {afterEach, describe, expect, test} from 'vitest';
import {countedElsewhere} from '../../source/cli/counted-elsewhere.ts';
import {defaultConfig, type Providers} from '../../source/core/config/config.ts';
import {type Answer, startProvider} from '../reports/gateways/stand-in.ts';

let provider: Awaited<ReturnType<typeof startProvider>>;
afterEach(() => provider?.stop());

const noon = Date.parse('2026-11-20T12:00:00Z');
const user = {actor: {email_address: 'ada@example.com'}, model_breakdown: [{estimated_cost: {amount: 250}}]};
const answers = (path: string): Answer => {
	if (path.includes('claude_code')) return {json: {data: [user], has_more: false}};
	if (path.startsWith('/v1')) {
		return {json: {data: [{starting_at: '2026-11-02T00:00:00Z', results: [{amount: '12340', currency: 'USD'}]}]}};
	}
	return {json: {info: {spend: 12.3, key_alias: 'team-a'}}};
};

async function ask(names: readonly (keyof Providers)[], answerTo = answers, now = noon) {
	provider = await startProvider(answerTo);
	const access = {url: provider.url, keyEnv: 'KEY', keyFile: null};
	const providers = {...defaultConfig.providers, ...Object.fromEntries(names.map(name => [name, access]))};
	return countedElsewhere(providers, {KEY: 'sk-test'}, now);
}

test('both, each followed by what it does not know', async () => {
	expect(await ask(['litellm', 'console'])).toEqual([
		'LiteLLM, key “team-a”: $12.30',
		'Console, whole organisation since 2026-11-01 (UTC): $123.40',
		'LiteLLM counts by key, and only what went through it.',
		'Console’s Claude Code analytics, 2026-11-19 (UTC): $2.50, 1 user; most: ada@example.com $2.50',
		'The Console knows nothing of Bedrock and Vertex.',
	]);
});

test('of one only, what the other leaves out is no matter', async () => {
	expect(await ask(['litellm'])).toEqual([
		'LiteLLM, key “team-a”: $12.30',
		'LiteLLM counts by key, and only what went through it.',
	]);
});

test('without an address nobody is asked', async () => {
	expect(await ask([])).toEqual([]);
	expect(provider.asked).toEqual([]);
});

test('failures are lines, too, and claim nothing about figures that are not there', async () => {
	const lines = await ask(['litellm', 'console'], () => ({status: 500}));
	expect(lines).toHaveLength(3);
	for (const line of lines) expect(line).toMatch(/answers 500/);
});

describe('the day of the analytics', () => {
	test.each([
		['2026-11-20T23:59:00Z', '2026-11-19'],
		['2026-11-20T01:00:00Z', '2026-11-19'],
		// An hour after its end it is complete, and not before.
		['2026-11-20T00:59:00Z', '2026-11-18'],
	])('at %s is %s', async (now, day) => {
		await ask(['console'], answers, Date.parse(now));
		expect(provider.asked.map(({path}) => path).join()).toContain(`claude_code?starting_at=${day}&`);
	});
});
