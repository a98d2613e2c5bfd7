/** Passes remote_write requests on to an engine; on demand it keeps one answer to itself. */
import {once} from 'node:events';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';

export interface WriteProxy {
	url: string;
	/** The next request with samples in it is written, and not answered. Resolves when it is written. */
	swallowOne(): Promise<void>;
	/** From now on its clock is so far ahead, in ms. */
	setClock(offsetMs: number): void;
	close(): void;
}

export async function startWriteProxy(target: string): Promise<WriteProxy> {
	let swallowing: (() => void) | null = null;
	let offset = 0;
	const server = createServer(async (request, response) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk);
		const body = Buffer.concat(chunks);
		const {host, connection, 'content-length': _, ...headers} = request.headers;
		try {
			const answer = await fetch(target, {method: 'POST', headers: headers as Record<string, string>, body});
			const swallow = swallowing;
			// The greeting is an empty block: one byte.
			if (!swallow || body.length === 1) {
				const date = new Date(Date.now() + offset).toUTCString();
				response.writeHead(answer.status, {date}).end(await answer.text());
				return;
			}
			swallowing = null;
			swallow();
		} catch {
			response.destroy();
		}
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/write`,
		swallowOne: () =>
			new Promise(resolve => {
				swallowing = resolve;
			}),
		setClock(offsetMs) {
			offset = offsetMs;
		},
		close() {
			server.closeAllConnections();
			server.close();
		},
	};
}
