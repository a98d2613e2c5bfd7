import {chmodSync, writeFileSync} from 'node:fs';
import {afterEach, expect, test} from 'vitest';
import type {ProviderAccess} from '../../../source/core/config/config.ts';
import {describeKeySpend} from '../../../source/core/provider-spend.ts';
import {readLitellmSpend} from '../../../source/reports/gateways/litellm.ts';
import {temporaryFolder} from '../../support/environment.ts';
import {type Answer, startProvider} from './stand-in.ts';

const secret = 'sk-very-secret-1234';
let provider: Awaited<ReturnType<typeof startProvider>>;
afterEach(() => provider?.stop());

async function ask(
	answers: Record<string, Answer>,
	access: Partial<ProviderAccess> = {},
	env = {KEY: secret} as object,
) {
	provider = await startProvider(path => answers[path] ?? {status: 404});
	// Short only where no answer comes: any other has the time that it needs on a busy machine.
	const timeoutMs = Object.values(answers).includes('silence') ? 500 : 40_000;
	const answer = await readLitellmSpend(
		{url: provider.url, keyEnv: 'KEY', keyFile: null, ...access},
		{env: env as Record<string, string>, timeoutMs},
	);
	// Whatever happens, the key is in no text.
	expect(JSON.stringify(answer)).not.toContain(secret);
	return answer;
}

const own = {
	key: secret,
	info: {spend: 12.3, key_alias: 'team-a', max_budget: 50, budget_reset_at: '2026-12-01T00:00:00Z'},
};

test('a key shows what it has spent, with its budget', async () => {
	const answer = await ask({'/key/info': {json: own}});
	const spend = {name: 'team-a', usd: 12.3, limitUsd: 50, resetsAt: Date.parse('2026-12-01T00:00:00Z')};
	expect(answer).toEqual({value: [spend], failure: null});
	expect(provider.asked[0]?.headers.authorization).toBe(`Bearer ${secret}`);
	expect(describeKeySpend(spend)).toBe('LiteLLM, key “team-a”: $12.30 of $50.00, resets on 2026-12-01');
});

test('an administrator’s key, which has no entry of its own, shows everybody’s', async () => {
	const list = [
		{token: 'hash1', key_name: 'sk-...aaaa', spend: 1},
		{token: 'hash2', key_alias: 'ci', spend: 3, max_budget: null},
	];
	const answer = await ask({'/spend/keys?limit=100': {json: list}});
	expect(answer?.value?.map(({name, usd}) => [name, usd])).toEqual([
		['ci', 3],
		['sk-...aaaa', 1],
	]);
});

test('without an address nobody is asked', async () => {
	expect(await ask({}, {url: null})).toBeNull();
	expect(provider.asked).toEqual([]);
});

test('the key may stand in an owner-only file, and only there', async () => {
	const folder = temporaryFolder();
	try {
		const keyFile = folder.at('key');
		writeFileSync(keyFile, `${secret}\n`, {mode: 0o600});
		expect(await ask({'/key/info': {json: own}}, {keyFile}, {})).toMatchObject({failure: null});
		chmodSync(keyFile, 0o644);
		expect((await ask({'/key/info': {json: own}}, {keyFile}, {}))?.failure).toMatch(/Others may read .*chmod 600/);
		expect(provider.asked).toEqual([]);
	} finally {
		folder.remove();
	}
});

test.each<[string, Answer, RegExp]>([
	['refused', {status: 401, text: secret}, /\/key\/info answers 401: the key is refused\.$/],
	['broken', {text: 'not json'}, /does not answer with JSON\.$/],
	['unknown', {json: {info: {spend: 'much'}}}, /in a form that is not known\.$/],
	['silent', 'silence', /does not answer \(no answer in time\)\.$/],
	['led elsewhere', {status: 302, location: 'http://127.0.0.1:1/steal'}, /does not answer/],
])('%s, it fails in one line', async (_, answer, failure) => {
	const told = await ask({'/key/info': answer});
	expect(told?.value).toBeNull();
	expect(told?.failure).toMatch(/^LiteLLM: /);
	expect(told?.failure).toMatch(failure);
	expect(told?.failure).not.toContain('\n');
});

test('without a key it says where one is looked for', async () => {
	expect((await ask({}, {}, {}))?.failure).toBe('LiteLLM: no key: set the environment variable KEY.');
	expect((await ask({}, {}, {KEY: 'sk-\u0007bell'}))?.failure).toMatch(/not one line of plain text/);
});

test('nobody there: the address is named', async () => {
	provider = await startProvider(() => ({}));
	await provider.stop();
	const answer = await readLitellmSpend({url: provider.url, keyEnv: 'KEY', keyFile: null}, {env: {KEY: secret}});
	expect(answer?.failure).toBe(`LiteLLM: ${provider.url} does not answer (ECONNREFUSED).`);
});
