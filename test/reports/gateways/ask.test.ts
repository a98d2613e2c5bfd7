/** A provider is asked with a key that no message shows. */
import {chmodSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {
	adviceOn,
	askJson,
	askProvider,
	below,
	failureOf,
	ProviderError,
	readKey,
	refuseSecretIn,
} from '../../../source/reports/gateways/ask.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {type Answer, startProvider} from './stand-in.ts';

const secret = 'sk-very-secret';
let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

describe('the key', () => {
	const read = (env: Record<string, string>, keyFile: string | null = null) => readKey({keyEnv: 'KEY', keyFile}, env);
	const file = (text: string, mode = 0o600) => {
		writeFileSync(folder.at('key'), text);
		chmodSync(folder.at('key'), mode);
		return folder.at('key');
	};

	test('is in the environment, else in a file of its owner', () => {
		expect(read({KEY: ` ${secret}\n`}, file('other'))).toBe(secret);
		expect(read({KEY: ''}, file(`${secret}\n`))).toBe(secret);
	});

	test('that is missing is asked for by its places', () => {
		expect(() => read({})).toThrow('no key: set the environment variable KEY');
		expect(() => read({}, file('  \n'))).toThrow(
			`no key: set the environment variable KEY, or write it to ${folder.at('key')}`,
		);
	});

	test('that could not stand in a header, or that others can read, is refused without being shown', () => {
		for (const key of ['two words', 'two\nlines', 'schlüssel'])
			expect(() => read({KEY: `${secret} ${key}`})).toThrow(/^the key in KEY is not one line of plain text$/);
		expect(() => read({}, file(secret, 0o644))).toThrow(ProviderError);
		expect(() => read({}, file('x'.repeat(5000)))).toThrow(ProviderError);
	});
});

describe('an answer', () => {
	async function ask(answer: Answer, timeoutMs = 40_000): Promise<unknown> {
		const provider = await startProvider(() => answer);
		try {
			return await askJson(new URL(`${provider.url}/spend`), {authorization: secret}, {env: {}, timeoutMs});
		} catch (error) {
			expect(String(error)).not.toContain(secret);
			return (error as Error).message.replace(provider.url, '');
		} finally {
			await provider.stop();
		}
	}

	test('is JSON', async () => {
		expect(await ask({json: {spend: 1.5}})).toEqual({spend: 1.5});
		expect(await ask({text: '<html>'})).toBe('/spend does not answer with JSON');
	});

	test.each<[Answer, string]>([
		[{status: 401}, '/spend answers 401: the key is refused'],
		[{status: 404}, '/spend answers 404: check the address'],
		[{status: 429}, '/spend answers 429: asked too often'],
		[{status: 500, text: secret}, '/spend answers 500: it cannot answer now'],
		[{status: 418}, '/spend answers 418'],
	])('%o is said as %s', async (answer, words) => {
		expect(await ask(answer)).toBe(words);
	});

	test('that leads elsewhere is not followed, one that does not come is not waited for, one too long is not read', async () => {
		expect(await ask({status: 302, location: 'http://127.0.0.1:1/'})).toMatch(/^ does not answer/);
		expect(await ask('silence', 50)).toBe(' does not answer (no answer in time)');
		expect(await ask({text: ' '.repeat(8 * 2 ** 20 + 1)})).toBe(' sends too long an answer');
	});
});

test('a provider without an address is not asked; what goes wrong is a line with its name', async () => {
	const access = {url: null, keyEnv: 'KEY', keyFile: null};
	const read = async (url: string, key: string) => `${url} ${key}`;
	const options = {env: {KEY: secret}};
	expect(await askProvider('LiteLLM', access as never, options, read)).toBeNull();
	const configured = {...access, url: 'http://x'} as never;
	expect(await askProvider('LiteLLM', configured, options, read)).toEqual({value: `http://x ${secret}`, failure: null});
	expect(await askProvider('LiteLLM', configured, {env: {}}, read)).toEqual({
		value: null,
		failure: 'LiteLLM: no key: set the environment variable KEY.',
	});
	const bug = () => Promise.reject(new Error(secret));
	expect(await askProvider('LiteLLM', configured, options, bug)).toEqual({
		value: null,
		failure: 'LiteLLM: cannot be asked.',
	});
});

test('a path goes below the address, whatever that ends with', () => {
	expect(below('http://x/base//', '/spend').href).toBe('http://x/base/spend');
	expect(below('http://x', '/spend').href).toBe('http://x/spend');
});

test('an address with a secret in it is refused, and only its host is named', () => {
	expect(() => refuseSecretIn(new URL(`http://ada:${secret}@x:1/`), 'set KEY')).toThrow(
		'the address of x:1 has a user or a password in it: set KEY',
	);
	refuseSecretIn(new URL('http://x/'), '');
});

test('why a request failed, in a few words', () => {
	const because = (cause: unknown) => new Error('fetch failed', {cause});
	expect(failureOf(because(Object.assign(new Error('connect'), {code: 'ECONNREFUSED'})))).toBe('ECONNREFUSED');
	expect(failureOf(because(new Error('bad certificate')))).toBe('bad certificate');
	expect(failureOf(new Error('boom'))).toBe('boom');
	expect(failureOf('x')).toBe('unknown error');
	expect([adviceOn(200, 'key'), adviceOn(403, 'token')]).toEqual(['', ': the token is refused']);
});
