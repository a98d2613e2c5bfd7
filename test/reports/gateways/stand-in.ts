/** A provider on loopback that answers as the test says and remembers what it was asked. */
import {createServer, type IncomingMessage} from 'node:http';
import type {AddressInfo} from 'node:net';

export interface Asked {
	path: string;
	headers: IncomingMessage['headers'];
}

export type Answer = {status?: number; json?: unknown; text?: string; location?: string} | 'silence';

export async function startProvider(answerTo: (path: string) => Answer) {
	const asked: Asked[] = [];
	const server = createServer((request, response) => {
		asked.push({path: request.url ?? '', headers: request.headers});
		const answer = answerTo(request.url ?? '');
		if (answer === 'silence') return;
		const headers = answer.location ? {location: answer.location} : {};
		response.writeHead(answer.status ?? 200, {'content-type': 'application/json', ...headers});
		response.end(answer.text ?? JSON.stringify(answer.json ?? {}));
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		asked,
		stop: () =>
			new Promise<void>(resolve => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}
