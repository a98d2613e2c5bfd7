/** A server that answers as a test says: well, badly, or not at all. */
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';

export type Answer = (response: ServerResponse, request: IncomingMessage, body: Buffer) => void;

/** `answer` is called once all of a request has arrived. */
export async function startAnswering(answer: Answer): Promise<{url: string; close(): void}> {
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', chunk => chunks.push(chunk));
		request.on('end', () => answer(response, request, Buffer.concat(chunks)));
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close() {
			server.closeAllConnections();
			server.close();
		},
	};
}

export const silence: Answer = () => undefined;
/** Only for a server that never answers: any other has the time that it needs on a busy machine. */
export const patienceMs = (given: Answer) => (given === silence ? 1500 : 40_000);

export const status =
	(code: number, text: string, headers = {}) =>
	(response: ServerResponse) =>
		void response.writeHead(code, headers).end(text);
