/** `ccmon stream` between two pipes: what it says of this machine, what it is asked, and when it ends. */
import {existsSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {stream} from '../../../source/cli/stream/stream.ts';
import {parseStreamMessage, type StreamMessage} from '../../../source/core/hosts/protocol.ts';
import {runCommand} from '../../support/command.ts';
import {eachInFleet} from '../../support/command-fleet.ts';
import {waitFor} from '../../support/wait.ts';

const at = eachInFleet({sessions: 2, history: 2});

interface Reader {
	messages(): StreamMessage[];
	/** Waits for the first message that fits. */
	next<Message extends StreamMessage>(fits: (message: StreamMessage) => message is Message): Promise<Message>;
	ask(request: object): void;
	/** Reads no more. */
	end(): void;
}

const isState = (message: StreamMessage) => message.type === 'state';
const isReply = (message: StreamMessage) => message.type === 'reply';

/** What the stream has written when it has ended; `read` is its reader. */
async function run(read: (reader: Reader) => Promise<void>) {
	const ran = await runCommand(
		async () => {
			const {stdin, stdout} = process;
			let written = '';
			stdout.on('data', text => {
				written += text;
			});
			const messages = () =>
				written
					.split('\n')
					.slice(0, -1)
					.filter(Boolean)
					.map(line => parseStreamMessage(line) as StreamMessage);
			const streaming = stream([], '0.1.0');
			await read({
				messages,
				next: fits => waitFor(() => messages().find(fits), {what: 'a message', last: () => written}),
				ask: request => void stdin.push(`${JSON.stringify({type: 'request', ...request})}\n`),
				end: () => void stdin.push(null),
			});
			return streaming;
		},
		{stdin: null},
	);
	return {...ran, last: JSON.parse(ran.stdout.trimEnd().split('\n').at(-1)!)};
}

test('says hello, then all that runs, and ends with its reader', async () => {
	const {code, stderr} = await run(async ({next, messages, end}) => {
		const {sessions} = await next(isState);
		expect(sessions.map(({name, usage}) => [name, usage.outputTokens]).sort()).toEqual(
			at.fleet.sessions.map(session => [session.name, session.totals().outputTokens]),
		);
		expect(messages()[0]).toMatchObject({type: 'hello', version: '0.1.0', timezone: 'UTC'});
		end();
	});
	expect([code, stderr]).toEqual([0, '']);
});

test('says a mistake in the config to its reader, who has no other way to see it', async () => {
	at.home.writeConfig('teemSize = 3\n');
	const {stderr} = await run(async ({next, end}) => {
		expect((await next(isState)).problems).toMatchObject([{path: at.home.configFile}]);
		end();
	});
	expect(stderr).toBe('');
});

describe('a request', () => {
	test('is answered after the same guards as a key, and once for each id', async () => {
		await run(async ({next, ask, messages, end}) => {
			const [session] = (await next(isState)).sessions;
			const pin = {pid: session!.pid, procStart: session!.detail.procStart, sessionId: session!.sessionId};
			const request = {id: '12345678-aaaa', op: 'act', session: pin, action: {type: 'clear'}};
			ask(request);
			const first = await next(isReply);
			expect(first).toMatchObject({id: request.id, ok: true, final: true, result: {outcome: 'refused'}});
			ask(request);
			await waitFor(() => messages().filter(isReply).length === 2, {what: 'the second reply'});
			expect(messages().filter(isReply)[1]).toEqual(first);
			end();
		});
		expect(existsSync(at.home.at('.local', 'state', 'ccmon', 'requests'))).toBe(true);
	});
});

test('a signal is said to the reader, and is no failure', async () => {
	const {code, last} = await run(async ({next}) => {
		await next(isState);
		process.emit('SIGHUP');
	});
	expect(code).toBe(0);
	expect(last).toMatchObject({type: 'bye', reason: 'ended', message: 'It was told to end (SIGHUP)'});
});

test('a reader who speaks another version is told so', async () => {
	const {code, last} = await run(async ({next, ask}) => {
		await next(isState);
		ask({type: 'hello', protocol: {major: 99, minor: 0}, version: '9', clock: 0});
	});
	expect(code).toBe(1);
	expect(last).toMatchObject({type: 'bye', reason: 'incompatible'});
});

test('a folder that was named and is not there is a wrong command line', async () => {
	const ran = await runCommand(() => stream([at.home.at('none')], '0.1.0'));
	expect(ran).toEqual({stdout: '', stderr: expect.stringContaining(at.home.at('none')), code: 2});
});
