/**
 * Who may send: only programs on this machine that know the token. The Host header is checked as well, so that a web
 * page whose name resolves to this machine (DNS rebinding) is refused; everything is decided before a body is read.
 */

import {createHash, timingSafeEqual} from 'node:crypto';
import type {IncomingHttpHeaders} from 'node:http';
import type {Signal} from '../../claude/telemetry/exporters.ts';
import {tokenHeader} from '../../index/telemetry-address.ts';

export type Encoding = 'json' | 'protobuf';

export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 413 | 415 | 503;

export interface Admitted {
	refused: null;
	signal: Signal;
	encoding: Encoding;
	gzipped: boolean;
}

export interface Refusal {
	refused: RefusalStatus;
	/** A sentence for the sender's log. */
	reason: string;
}

export const maxBodyBytes = 8 * 1024 * 1024;

const loopbackHost = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;

const refuse = (refused: RefusalStatus, reason: string): Refusal => ({refused, reason});

/** Creates the check for a token. */
export function createGuard(token: string) {
	const expected = digest(token);
	/** Equal-length digests: the comparison takes the same time no matter where the two differ. */
	const isToken = (given: string | string[] | undefined) =>
		typeof given === 'string' && timingSafeEqual(digest(given), expected);

	return function admit(method: string, url: string, headers: IncomingHttpHeaders): Admitted | Refusal {
		if (!loopbackHost.test(headers.host ?? '')) return refuse(403, 'only requests to this machine itself');
		if (!isToken(headers[tokenHeader])) return refuse(401, `${tokenHeader} is missing or wrong: run \`ccmon setup\``);
		const signal = signalOf(url);
		if (signal === null) return refuse(404, 'only /v1/logs and /v1/metrics');
		if (method !== 'POST') return refuse(405, 'only POST');
		const encoding = encodingOf(headers['content-type']);
		if (encoding === null) return refuse(415, 'only application/json and application/x-protobuf');
		const compression = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
		if (compression !== 'gzip' && compression !== 'identity') return refuse(415, 'only gzip or no content encoding');
		if (Number(headers['content-length'] ?? 0) > maxBodyBytes) return refuse(413, `at most ${maxBodyBytes} bytes`);
		return {refused: null, signal, encoding, gzipped: compression === 'gzip'};
	};
}

const digest = (text: string) => createHash('sha256').update(text).digest();

function signalOf(url: string): Signal | null {
	const path = url.split('?', 1)[0];
	if (path === '/v1/logs') return 'logs';
	return path === '/v1/metrics' ? 'metrics' : null;
}

function encodingOf(contentType: string | undefined): Encoding | null {
	const type = contentType?.split(';', 1)[0]?.trim().toLowerCase();
	if (type === 'application/json') return 'json';
	return type === 'application/x-protobuf' ? 'protobuf' : null;
}
