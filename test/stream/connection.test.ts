import {PassThrough, Writable} from 'node:stream';
import {afterEach, expect, test} from 'vitest';
import {bounds, parseStreamMessage, type StreamMessage} from '../../source/core/hosts/protocol.ts';
import type {Session} from '../../source/core/session.ts';
import {createMonitorStore} from '../../source/store.ts';
import {type Connection, type StreamPorts, serveReader} from '../../source/stream/connection.ts';
import {fakeSession} from '../support/fake-fleet.ts';
import {waitFor} from '../support/wait.ts';

/** A reader that takes a line when the test says so; `open`: all at once. */
function createReader(isOpen = true) {
	const lines: string[] = [];
	let take: (() => void) | null = null;
	const output = new Writable({
		write(chunk, _, done) {
			lines.push(...String(chunk).split('\n').filter(Boolean));
			if (isOpen) done();
			else take = done;
		},
	});
	return {
		output,
		lines,
		messages: (): StreamMessage[] => lines.map(line => parseStreamMessage(line) as StreamMessage),
		next() {
			const done = take;
			take = null;
			done?.();
			return done !== null;
		},
	};
}

let connection: Connection | null = null;
afterEach(() => connection?.end('ended', ''));

function serve(output: Writable, options: Partial<StreamPorts> = {}) {
	const store = createMonitorStore();
	const input = new PassThrough();
	connection = serveReader({
		input,
		output,
		version: '2.0.0',
		hostname: 'box',
		timezone: 'UTC',
		clock: () => 1_764_000_000_000,
		state: () => ({...store.getState(), plans: [], books: {processes: 'p', folders: []}}),
		onChange: store.subscribe,
		accountOf: () => null,
		handle() {},
		...options,
	});
	const show = (...sessions: Session[]) =>
		store.setState({sessions: new Map(sessions.map(session => [session.key, session]))});
	return {input, show, ended: connection.ended};
}

test('hello, everything, then what changes', async () => {
	const reader = createReader();
	const {show} = serve(reader.output);
	await waitFor(() => reader.lines.length === 2, {what: 'the state'});
	show(fakeSession());
	await waitFor(() => reader.lines.length === 3, {what: 'the change'});
	show(fakeSession({state: 'busy'}));
	await waitFor(() => reader.lines.length === 4, {what: 'the second change'});
	expect(reader.messages()).toMatchObject([
		{type: 'hello', protocol: {major: 1}, version: '2.0.0', hostname: 'box', timezone: 'UTC'},
		{type: 'state', sessions: []},
		{type: 'changes', sessions: [{key: 'key-web', name: 'web', state: 'idle'}]},
		{type: 'changes', sessions: [{key: 'key-web', state: 'busy'}]},
	]);
});

test('a reader that does not read gets the newest when it does, and nothing piles up for it', async () => {
	const reader = createReader(false);
	const {show} = serve(reader.output);
	const types = () => reader.messages().map(({type}) => type);
	await waitFor(() => reader.next() && types().includes('state'), {what: 'the state', every: 1});
	await waitFor(() => !reader.next(), {what: 'the state to be taken', every: 1});
	for (let n = 0; n < 1000; n++) show(fakeSession({tokensPerMinute: n}));
	// The first was written at once; the others came while nobody took it.
	await waitFor(() => reader.next() && types().length === 4, {what: 'the last change', every: 1});
	await waitFor(() => !reader.next(), {what: 'nothing more', every: 1});
	expect(types()).toEqual(['hello', 'state', 'changes', 'changes']);
	expect(reader.messages().slice(2)).toMatchObject([
		{sessions: [{tokensPerMinute: 0}]},
		{sessions: [{tokensPerMinute: 999}]},
	]);
});

test('pings are answered, and each side may ask', async () => {
	const reader = createReader();
	const {input} = serve(reader.output, {heartbeatMs: 20});
	input.write('{"type":"ping","id":7,"clock":1}\n');
	await waitFor(() => reader.messages().some(({type}) => type === 'ping'), {what: 'a ping'});
	expect(reader.messages()).toContainEqual({type: 'pong', id: 7, clock: 1_764_000_000_000});
});

test('a reader that says nothing for too long is left', async () => {
	const reader = createReader();
	const {ended} = serve(reader.output, {silenceMs: 60, heartbeatMs: 20});
	expect(await ended).toBe('silent');
	expect(reader.messages().at(-1)).toMatchObject({type: 'bye', reason: 'silent'});
});

test('so is one that stopped reading, though there is more and more to send', async () => {
	const reader = createReader(false);
	const {ended, show} = serve(reader.output, {silenceMs: 60, heartbeatMs: 20});
	const growing = setInterval(() => show(fakeSession({tokensPerMinute: Math.random()})), 5);
	expect(await ended).toBe('silent');
	clearInterval(growing);
});

test('a reader that takes much slowly is waited for', async () => {
	const reader = createReader(false);
	const {ended, show} = serve(reader.output, {silenceMs: 4000, heartbeatMs: 20});
	show(
		...Array.from({length: 300}, (_, n) =>
			fakeSession({name: `s${n}`, lastNotice: {at: 1, id: 'n', text: 'x'.repeat(4000)}}),
		),
	);
	const taking = setInterval(reader.next, 20);
	const told = () => reader.lines.join().split('"key":').length - 1;
	await waitFor(() => told() === 300, {
		what: 'all of them',
		last: () => `${told()} ${reader.messages().map(m => m.type)}`,
	});
	clearInterval(taking);
	expect(reader.lines.length).toBeGreaterThan(15);
	expect(reader.messages().map(({type}) => type)).not.toContain('bye');
	expect(await ended).toBe('silent');
});

test.each(['input', 'output'] as const)('it ends with its %s', async side => {
	const reader = createReader();
	const {input, ended} = serve(reader.output);
	if (side === 'input') input.end();
	else reader.output.destroy();
	expect(await ended).toBe('ended');
});

test('another major version reads which side to update', async () => {
	const reader = createReader();
	const {input, ended} = serve(reader.output);
	input.write('{"type":"hello","protocol":{"major":2,"minor":0},"version":"9.1.0","clock":1}\n');
	expect(await ended).toBe('incompatible');
	expect(reader.messages().at(-1)).toMatchObject({message: expect.stringContaining('update ccmon here (2.0.0)')});
});

test('a minor one is understood, and what is not known is refused by its id or passed over', async () => {
	const reader = createReader();
	const asked: string[] = [];
	const {input} = serve(reader.output, {handle: ({id}) => void asked.push(id)});
	input.write('{"type":"hello","protocol":{"major":1,"minor":7},"version":"9.1.0","clock":1}\n');
	input.write('{"type":"weather"}\nnonsense\n{"type":"request","id":"request-1","op":"dance"}\n');
	input.write('{"type":"request","id":"request-2","op":"places","newer":true}\n');
	const refusal = () => reader.messages().find(({type}) => type === 'reply');
	expect(await waitFor(refusal, {what: 'the refusal'})).toMatchObject({id: 'request-1', ok: false});
	expect(asked).toEqual(['request-2']);
});

test('a line without an end is not collected for ever', async () => {
	const reader = createReader();
	const {input, ended} = serve(reader.output);
	for (let n = 0; n <= bounds.lineBytes; n += 2 ** 20) input.write('x'.repeat(2 ** 20));
	expect(await ended).toBe('flooded');
});
