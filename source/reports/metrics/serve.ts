/** Serves Prometheus text on loopback. */
import {createServer, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';

export interface MetricsServer {
	port: number;
	close(): Promise<void>;
}

const loopback = '127.0.0.1';
/** Accepted Host headers: with DNS rebinding a browser would send a foreign one. */
const allowedHosts = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i;

/** `read` creates the text for each scrape; null: it failed. Rejects if the port is taken. */
export function serveMetrics(port: number, read: () => Promise<string | null>): Promise<MetricsServer> {
	const server = createServer((request, response) => {
		request.resume();
		if (!allowedHosts.test(request.headers.host ?? '')) return answer(response, 403, 'only by a loopback address\n');
		// Scrapers may add query parameters.
		if (request.url?.split('?')[0] !== '/metrics') return answer(response, 404, 'see /metrics\n');
		if (request.method !== 'GET' && request.method !== 'HEAD') return answer(response, 405, 'GET only\n');
		const fail = () =>
			answer(response, 500, 'the history could not be read: see the standard error of ccmon metrics\n');
		read().then(text => (text === null ? fail() : answer(response, 200, text)), fail);
	});
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, loopback, () => {
			resolve({port: (server.address() as AddressInfo).port, close: () => closeServer(server)});
		});
	});
}

function answer(response: ServerResponse, status: number, text: string): void {
	const type = status === 200 ? 'text/plain; version=0.0.4; charset=utf-8' : 'text/plain; charset=utf-8';
	response.writeHead(status, {'content-type': type}).end(text);
}

function closeServer(server: Server): Promise<void> {
	return new Promise(resolve => {
		server.close(() => resolve());
		server.closeAllConnections();
	});
}
