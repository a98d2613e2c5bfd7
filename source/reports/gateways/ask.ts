/**
 * Queries a provider's HTTP API with a key. The key comes from the environment or an owner-only file, goes into one
 * header, and is in no message, no matter how the request fails.
 */
import type {ProviderAccess} from '../../core/config/config.ts';
import type {ProviderAnswer} from '../../core/provider-spend.ts';
import type {Environment} from '../../platform/paths.ts';
import {readSmallFile} from '../../platform/small-file.ts';

/** Why there is no answer, in one line that names what to do. */
export class ProviderError extends Error {
	override name = 'ProviderError';
}

export interface AskOptions {
	env: Environment;
	/** Timeout, in ms. */
	timeoutMs?: number;
}

/** The most dollars of an organisation: more is an error, and would be written with an exponent. */
export const mostUsd = 1e12;

const longestKey = 4096;
const largestAnswer = 8 * 2 ** 20;

/** The key. Throws `ProviderError` if there is none. */
export function readKey({keyEnv, keyFile}: Pick<ProviderAccess, 'keyEnv' | 'keyFile'>, env: Environment): string {
	const key = (env[keyEnv] || readKeyFile(keyFile))?.trim();
	if (!key) {
		const places = [keyEnv && `set the environment variable ${keyEnv}`, keyFile && `write it to ${keyFile}`];
		throw new ProviderError(`no key: ${places.filter(Boolean).join(', or ')}`);
	}
	// Other characters are not allowed in a header, and fetch's error would show the key.
	if (!/^[\x21-\x7e]+$/.test(key))
		throw new ProviderError(`the key in ${keyEnv || keyFile} is not one line of plain text`);
	return key;
}

function readKeyFile(path: string | null): string | null {
	if (path === null) return null;
	try {
		return readSmallFile(path, {maxBytes: longestKey, ownerOnly: true});
	} catch (error) {
		throw new ProviderError(error instanceof Error ? error.message : 'the key file cannot be read');
	}
}

/** The result of `read`, or why there is none. Null: no address configured. Never rejects. */
export async function askProvider<Value>(
	name: string,
	{url, ...access}: ProviderAccess,
	{env}: AskOptions,
	read: (url: string, key: string) => Promise<Value>,
): Promise<ProviderAnswer<Value> | null> {
	if (url === null) return null;
	try {
		return {value: await read(url, readKey(access, env)), failure: null};
	} catch (error) {
		return {value: null, failure: `${name}: ${error instanceof ProviderError ? error.message : 'cannot be asked'}.`};
	}
}

/** The parsed response to a GET. Throws `ProviderError`. */
export async function askJson(
	url: URL,
	headers: Readonly<Record<string, string>>,
	{timeoutMs = 10_000}: AskOptions,
): Promise<unknown> {
	refuseSecretIn(url, 'keys go into the environment');
	let response: Response;
	try {
		// A redirect could carry the key to somebody else.
		response = await fetch(url, {headers, redirect: 'error', signal: AbortSignal.timeout(timeoutMs)});
	} catch (error) {
		throw new ProviderError(`${url.origin} does not answer (${failureOf(error)})`);
	}
	if (!response.ok) {
		await response.body?.cancel();
		throw new ProviderError(
			`${url.origin}${url.pathname} answers ${response.status}${adviceOn(response.status, 'key')}`,
		);
	}
	try {
		return JSON.parse(await readBounded(response, largestAnswer));
	} catch (error) {
		if (error instanceof ProviderError) throw error;
		throw new ProviderError(`${url.origin}${url.pathname} does not answer with JSON`);
	}
}

/** Why a request failed, in a few words. */
export function failureOf(error: unknown): string {
	if (!(error instanceof Error)) return 'unknown error';
	if (error.name === 'TimeoutError') return 'no answer in time';
	const {cause} = error;
	const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
	return code ?? (cause instanceof Error ? cause.message : error.message);
}

/** Throws `ProviderError` for an address that contains a secret, which error messages would show. `instead`: what to do. */
export function refuseSecretIn({host, username, password}: URL, instead: string): void {
	if (username !== '' || password !== '')
		throw new ProviderError(`the address of ${host} has a user or a password in it: ${instead}`);
}

/** What to do about an error status, after a colon; '' if unknown. */
export function adviceOn(status: number, secret: 'key' | 'token'): string {
	if (status >= 300 && status < 400) return ': it redirects; give the address that it leads to';
	if (status === 401 || status === 403) return `: the ${secret} is refused`;
	if (status === 404 || status === 405) return ': check the address';
	if (status === 429) return ': asked too often';
	return status >= 500 ? ': it cannot answer now' : '';
}

/** The body as UTF-8. Throws `ProviderError` if it is too long. */
export async function readBounded(response: Response, maxBytes: number): Promise<string> {
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	for await (const chunk of response.body ?? []) {
		bytes += chunk.length;
		if (bytes > maxBytes) throw new ProviderError(`${new URL(response.url).origin} sends too long an answer`);
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString('utf8');
}

/** Appends a path to the configured address, which may itself end in a path or a slash. */
export function below(base: string, path: string): URL {
	return new URL(base.replace(/\/+$/, '') + path);
}
