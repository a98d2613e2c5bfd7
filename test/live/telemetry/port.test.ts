import {once} from 'node:events';
import {createServer, get, type Server} from 'node:http';
import {type AddressInfo, createServer as createPlainServer} from 'node:net';
import {afterEach, describe, expect, test} from 'vitest';
import {holdPort, type PortHolder} from '../../../source/live/telemetry/port.ts';
import {waitFor} from '../../support/wait.ts';

const opened: (PortHolder | {close(): unknown})[] = [];
afterEach(async () => {
	for (const one of opened.splice(0)) await one.close();
});

async function freePort(): Promise<number> {
	const server = createPlainServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const {port} = server.address() as AddressInfo;
	await new Promise(resolve => server.close(resolve));
	return port;
}

function hold(port: number, name = 'one') {
	const server: Server = createServer((_, response) => void response.end(name));
	const events: string[] = [];
	const holder = holdPort({
		server,
		port,
		onTaken: () => events.push('taken'),
		onError: error => events.push(error.message),
	});
	opened.push(holder);
	return {server, events, holder};
}

const ask = (port: number) =>
	new Promise<string>((resolve, reject) => {
		get({host: '127.0.0.1', port, agent: false}, async response => {
			let text = '';
			for await (const piece of response) text += piece;
			resolve(text);
		}).on('error', reject);
	});

test('listens on loopback, and frees the port', async () => {
	const port = await freePort();
	const {server, holder, events} = hold(port);
	await holder.ready;
	expect((server.address() as AddressInfo).address).toBe('127.0.0.1');
	expect(await ask(port)).toBe('one');
	await holder.close();
	await expect(ask(port)).rejects.toThrow('ECONNREFUSED');
	expect(events).toEqual([]);
});

test('a port that something else has is waited for, which is said', async () => {
	const port = await freePort();
	const other = createPlainServer().listen(port, '127.0.0.1');
	await once(other, 'listening');
	const {server, holder, events} = hold(port);
	await holder.ready;
	expect(server.listening).toBe(false);
	await waitFor(() => events.includes('taken'), {what: 'that it is taken'});
	await new Promise(resolve => other.close(resolve));
	await waitFor(() => server.listening, {what: 'it to listen'});
	expect(await ask(port)).toBe('one');
});

test('does not take the port if it was closed while it waited', async () => {
	const port = await freePort();
	const other = createPlainServer().listen(port, '127.0.0.1');
	await once(other, 'listening');
	const {server, holder} = hold(port);
	await holder.ready;
	await holder.close();
	await new Promise(resolve => other.close(resolve));
	// Another one that waits gets it.
	const later = hold(port, 'two');
	await waitFor(() => later.server.listening, {what: 'the other to listen'});
	expect(server.listening).toBe(false);
	expect(await ask(port)).toBe('two');
});

describe.runIf(process.platform === 'linux')('two ccmons', () => {
	test('share a port, so that nothing is refused when one of them ends', async () => {
		const port = await freePort();
		const [one, two] = [hold(port, 'one'), hold(port, 'two')];
		await Promise.all([one.holder.ready, two.holder.ready]);
		expect([one.server.listening, two.server.listening]).toEqual([true, true]);
		await one.holder.close();
		for (let index = 0; index < 10; index++) expect(await ask(port)).toBe('two');
		expect([...one.events, ...two.events]).toEqual([]);
	});
});
