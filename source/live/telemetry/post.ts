/** One POST, with exactly the headers given: `fetch` would add some of its own. */
import http from 'node:http';
import https from 'node:https';

const timeoutMs = 10_000;

/** Resolves to the status; rejects when there is no answer within ten seconds, or the signal aborts. */
export function post(
	url: string,
	headers: Readonly<Record<string, string>>,
	body: Buffer,
	signal: AbortSignal,
): Promise<number> {
	return new Promise((resolve, reject) => {
		const {request} = url.startsWith('https:') ? https : http;
		const outgoing = request(url, {
			method: 'POST',
			headers: {...headers, 'content-length': body.length},
			timeout: timeoutMs,
			signal,
		});
		outgoing.on('timeout', () => outgoing.destroy(new Error('no answer within 10 s')));
		outgoing.on('error', reject);
		outgoing.on('response', response => {
			response.resume();
			response.on('error', () => undefined);
			resolve(response.statusCode ?? 0);
		});
		outgoing.end(body);
	});
}
