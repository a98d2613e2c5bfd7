/** Sends requests to a team's server. Tokens go into one header and are in no message, no matter how a request fails. */
import {cleanLabel} from '../../claude/clean.ts';
import {parseObject} from '../../claude/transcript/object.ts';
import type {ServerAccess, TeamConfig} from '../../core/config/team.ts';
import type {Environment} from '../../platform/paths.ts';
import {adviceOn, failureOf, ProviderError, readBounded, readKey, refuseSecretIn} from '../gateways/ask.ts';

export interface ServerAnswer {
	status: number;
	text: string;
	/** The server's time, in ms, to the second; null: not reported. */
	date: number | null;
	/** How long to wait before retrying, in ms; null: not reported. */
	retryAfterMs: number | null;
}

export interface ServerRequest {
	method?: 'GET' | 'POST';
	headers?: Readonly<Record<string, string>>;
	body?: Uint8Array;
	timeoutMs: number;
	/** The maximum size of the answer. */
	maxBytes: number;
}

/** Throws `ProviderError` if a configured token is missing. */
export function accessHeaders(
	{
		tokenEnv,
		tokenFile,
		orgId,
		user = null,
		password = null,
	}: ServerAccess & Partial<Pick<TeamConfig, 'user' | 'password'>>,
	env: Environment,
): Record<string, string> {
	const headers: Record<string, string> = {'user-agent': 'ccmon'};
	if (orgId !== null) headers['x-scope-orgid'] = orgId;
	const token = tokenEnv || tokenFile ? readKey({keyEnv: tokenEnv ?? '', keyFile: tokenFile}, env) : null;
	const secret = password ?? token;
	if (user !== null) headers.authorization = `Basic ${Buffer.from(`${user}:${secret ?? ''}`).toString('base64')}`;
	else if (secret !== null) headers.authorization = `Bearer ${secret}`;
	return headers;
}

/** Any status is an answer. Throws `ProviderError` if there is none, or it is too long. */
export async function askServer(
	url: URL,
	{method = 'GET', headers, body, timeoutMs, maxBytes}: ServerRequest,
): Promise<ServerAnswer> {
	refuseSecretIn(url, 'set user, tokenEnv or tokenFile');
	try {
		// A redirect could carry the token to somebody else.
		const init = {method, headers: {...headers}, redirect: 'manual' as const, signal: AbortSignal.timeout(timeoutMs)};
		const response = await fetch(url, body ? {...init, body: body as Uint8Array<ArrayBuffer>} : init);
		const date = Date.parse(response.headers.get('date') ?? '');
		const wait = Number(response.headers.get('retry-after') ?? Number.NaN);
		return {
			status: response.status,
			date: Number.isNaN(date) ? null : date,
			retryAfterMs: Number.isFinite(wait) && wait >= 0 ? wait * 1000 : null,
			text: await readBounded(response, maxBytes),
		};
	} catch (error) {
		if (error instanceof ProviderError) throw error;
		throw new ProviderError(`${url.origin} does not answer (${failureOf(error)})`);
	}
}

/** What to do about an error status, in one line with the server's own words. */
export function describeRefusal(url: URL, {status, text}: Pick<ServerAnswer, 'status' | 'text'>): string {
	if (status < 300 && isWebPage(text))
		return `${url.origin}${url.pathname} does not answer as remote_write does: check the address`;
	const own = isWebPage(text) ? '' : cleanLabel(wordsOf(text), 200);
	const advice = adviceOn(status, 'token');
	return `${url.origin}${url.pathname} answers ${status}${advice}${own === '' ? '' : ` (${own})`}`;
}

export const isWebPage = (text: string): boolean => /^\s*</.test(text);

function wordsOf(text: string): string {
	const {error} = parseObject(text) ?? {};
	return error === undefined ? text.trim() : String(error);
}
