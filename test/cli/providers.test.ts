import {afterEach, expect, test} from 'vitest';
import {askProviders} from '../../source/cli/providers.ts';
import {defaultConfig} from '../../source/core/config/config.ts';
import {providerLines} from '../../source/core/provider-spend.ts';
import {checkProviders} from '../../source/setup/doctor/providers.ts';
import {type Answer, startProvider} from '../reports/gateways/stand-in.ts';

const secret = 'sk-very-secret-1234';
const now = Date.parse('2026-11-20T12:00:00Z');
let provider: Awaited<ReturnType<typeof startProvider>>;
afterEach(() => provider?.stop());

const month = {data: [{starting_at: '2026-11-02T00:00:00Z', results: [{amount: '12340', currency: 'USD'}]}]};
const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((key_alias, index) => ({key_alias, spend: 10 - index}));

/** Both at one address, as no person would have it. */
async function ask(answerTo: (path: string) => Answer, env: Record<string, string> = {KEY: secret}) {
	provider = await startProvider(answerTo);
	const access = {url: provider.url, keyEnv: 'KEY', keyFile: null};
	const spend = await askProviders({providers: {litellm: access, console: access}, env, now});
	const lines = providerLines(spend, at => (at === Date.parse('2026-11-01T00:00:00Z') ? 98.2 : null));
	const checks = checkProviders(spend);
	expect(JSON.stringify([spend, lines, checks])).not.toContain(secret);
	return {lines, checks};
}

test('what both count, with ccmon’s own figure beside the same days', async () => {
	const {lines, checks} = await ask(path =>
		path.startsWith('/v1') ? {json: month} : {json: {info: {spend: 12.3, key_alias: 'team-a', max_budget: 50}}},
	);
	expect(lines).toEqual([
		'LiteLLM, key “team-a”: $12.30 of $50.00',
		'Console, whole organisation since 2026-11-01 (UTC): $123.40',
		'ccmon, this machine since 2026-11-01 (UTC): $98.20',
	]);
	expect(checks.map(({status, message}) => `${status} ${message}`)).toEqual([
		'ok LiteLLM reports what a key has spent.',
		'ok The Console reports what the organisation was charged.',
	]);
});

test('of many keys those that spent most are named', async () => {
	const {lines} = await ask(path => (path.startsWith('/spend/keys') ? {json: keys} : {status: 404}));
	expect(lines.slice(0, 6)).toEqual([
		...['a', 'b', 'c', 'd', 'e'].map((name, index) => `LiteLLM, key “${name}”: $${(10 - index).toFixed(2)}`),
		'LiteLLM, 2 more keys: $9.00',
	]);
});

test('a failure is one line each, in the report and in the doctor', async () => {
	const {lines, checks} = await ask(() => ({status: 401}));
	expect(lines).toHaveLength(2);
	expect(lines[0]).toMatch(/^LiteLLM: .*\/key\/info answers 401: the key is refused\.$/);
	expect(lines[1]).toMatch(/^Console: .*\/cost_report answers 401: the key is refused\.$/);
	expect(checks).toMatchObject([
		{id: 'litellm', status: 'warn', message: lines[0]},
		{id: 'console', status: 'warn', message: lines[1]},
	]);
});

test('asks nobody without a key, and says where one is looked for', async () => {
	const {lines} = await ask(() => ({json: {}}), {});
	expect(lines).toEqual([
		'LiteLLM: no key: set the environment variable KEY.',
		'Console: no key: set the environment variable KEY.',
	]);
	expect(provider.asked).toEqual([]);
});

test('a password in an address is not shown and not used', async () => {
	provider = await startProvider(() => ({json: {}}));
	const url = provider.url.replace('//', '//ada:hunter2@');
	const litellm = {url, keyEnv: 'KEY', keyFile: null};
	const providers = {...defaultConfig.providers, litellm};
	const spend = await askProviders({providers, env: {KEY: secret}, now});
	expect(spend.litellm?.failure).toMatch(/has a user or a password in it/);
	expect(JSON.stringify(spend)).not.toMatch(/hunter2|ada/);
	expect(provider.asked).toEqual([]);
});

test('with nothing in the config it neither asks nor says anything', async () => {
	const spend = await askProviders({providers: defaultConfig.providers, env: {KEY: secret}, now});
	expect(providerLines(spend, () => 1)).toEqual([]);
	expect(checkProviders(spend)).toEqual([]);
});
