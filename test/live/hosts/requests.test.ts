import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import type {ReaderMessage} from '../../../source/core/hosts/protocol.ts';
import type {Reply} from '../../../source/core/hosts/requests.ts';
import {createRequests, RequestError} from '../../../source/live/hosts/requests.ts';
import {seededRandom} from '../../support/random.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Sent = Extract<ReaderMessage, {type: 'request'}>;

const fields = {
	op: 'act',
	session: {pid: 7, procStart: '99', sessionId: 's'},
	action: {type: 'prompt', text: 'hello'},
} as const;
const done = {outcome: 'done', reason: null, before: null, after: null, costUsd: 0.04} as const;
const reply = (id: string, result: unknown, final = true): Reply => ({type: 'reply', id, ok: true, result, final});

function setUp() {
	const requests = createRequests('box');
	const sent: Sent[] = [];
	const connect = () => requests.connected(message => sent.push(message as Sent));
	return {requests, sent, connect};
}

test('nothing is sent to a host that is not connected', async () => {
	const {requests, sent} = setUp();
	await expect(requests.ask(fields)).rejects.toMatchObject({
		message: expect.stringMatching(/box is not connected/),
		carriedOut: false,
	});
	expect(sent).toEqual([]);
});

test('an answer is that of its question, whatever else is answered', async () => {
	const {requests, sent, connect} = setUp();
	connect();
	const [one, two] = [requests.ask(fields), requests.ask(fields)];
	requests.take(reply('00000000-none', done));
	requests.take(reply(sent[1]!.id, {...done, costUsd: 2}));
	requests.take(reply(sent[0]!.id, {...done, costUsd: 1}));
	expect([(await one).costUsd, (await two).costUsd]).toEqual([1, 2]);
});

test('a refusal there is a refusal here', async () => {
	const {requests, sent, connect} = setUp();
	connect();
	const asked = requests.ask(fields);
	requests.take({type: 'reply', id: sent[0]!.id, ok: false, reason: 'it has ended'});
	await expect(asked).rejects.toMatchObject({message: 'it has ended', carriedOut: false});
});

test('what has no effects is answered once, whatever the host announces', async () => {
	const {requests, sent, connect} = setUp();
	connect();
	const asked = requests.ask({op: 'look', session: fields.session});
	requests.take(reply(sent[0]!.id, {asked: null, reason: 'it asks nothing'}, false));
	expect(await asked).toEqual({asked: null, reason: 'it asks nothing'});
});

test('what is queued there is said now, and its end later', async () => {
	const {requests, sent, connect} = setUp();
	connect();
	const queued = vi.fn();
	const asked = requests.ask(fields, queued);
	requests.take(reply(sent[0]!.id, {...done, outcome: 'queued'}, false));
	expect(queued).toHaveBeenCalledWith(expect.objectContaining({outcome: 'queued'}));
	await vi.advanceTimersByTimeAsync(600_000);
	requests.take(reply(sent[0]!.id, done));
	expect((await asked).outcome).toBe('done');
});

test('an answer that makes no sense confirms nothing', async () => {
	const {requests, sent, connect} = setUp();
	connect();
	const asked = requests.ask(fields);
	requests.take(reply(sent[0]!.id, {outcome: 7}));
	await expect(asked).rejects.toMatchObject({carriedOut: null});
});

test('without an answer nothing is confirmed', async () => {
	const {requests, connect} = setUp();
	connect();
	const asked = expect(requests.ask(fields)).rejects.toMatchObject({
		message: 'not confirmed: box does not answer',
		carriedOut: null,
	});
	await vi.advanceTimersByTimeAsync(121_000);
	await asked;
});

test('a connection that breaks and stays broken leaves it unconfirmed, and what only looks is over at once', async () => {
	const {requests, connect} = setUp();
	connect();
	const acted = expect(requests.ask(fields)).rejects.toMatchObject({
		message: expect.stringMatching(/^not confirmed/),
		carriedOut: null,
	});
	const looked = expect(requests.ask({op: 'places'})).rejects.toBeInstanceOf(RequestError);
	requests.disconnected('the network is gone');
	await looked;
	await vi.advanceTimersByTimeAsync(31_000);
	await acted;
});

test.each([
	['unknown', {state: 'unknown', reply: null}, {carriedOut: false}],
	['lost', {state: 'lost', reply: null}, {carriedOut: null}],
	['nonsense', {}, {carriedOut: null}],
])(
	'after a broken connection the host is asked what became of it, and nothing is sent again: %s',
	async (_, outcome, expected) => {
		const {requests, sent, connect} = setUp();
		connect();
		const asked = expect(requests.ask(fields)).rejects.toMatchObject(expected);
		requests.disconnected('cut');
		connect();
		expect(sent.map(({op}) => op)).toEqual(['act', 'outcome']);
		expect(sent[1]).toMatchObject({op: 'outcome', of: sent[0]!.id});
		requests.take(reply(sent[1]!.id, outcome));
		await asked;
	},
);

test('what was done before the connection broke is reported after it', async () => {
	const {requests, sent, connect} = setUp();
	connect();
	const asked = requests.ask(fields);
	requests.disconnected('cut');
	connect();
	const [act, first] = sent as [Sent, Sent];
	requests.take(reply(first.id, {state: 'underway', reply: null}));
	await vi.advanceTimersByTimeAsync(1100);
	requests.take(reply(sent[2]!.id, {state: 'finished', reply: reply(act.id, done)}));
	expect((await asked).outcome).toBe('done');
});

test('through 300 random cuts nothing is sent twice, and what is said of it is what was done', async () => {
	const seed = Date.now() % 1e9;
	const random = seededRandom(seed);
	for (let round = 0; round < 300; round++) {
		const {requests, sent, connect} = setUp();
		/** What the host did: by the id of the request. */
		const carriedOut = new Map<string, number>();
		let answered = 0;
		/** Lets the host see what was sent, unless it is lost on the way, and its answers come back or not. */
		const serve = (arrives: boolean, returns: boolean) => {
			const messages = sent.slice(answered);
			answered = sent.length;
			for (const message of arrives ? messages : []) {
				if (message.op === 'act') carriedOut.set(message.id, (carriedOut.get(message.id) ?? 0) + 1);
				if (!returns) continue;
				if (message.op === 'act') requests.take(reply(message.id, done));
				if (message.op === 'outcome') {
					const known = carriedOut.has(message.of);
					requests.take(
						reply(message.id, {state: known ? 'finished' : 'unknown', reply: known ? reply(message.of, done) : null}),
					);
				}
			}
		};
		connect();
		const asked = requests.ask(fields).then(
			({outcome}) => outcome,
			(error: RequestError) => (error.carriedOut === false ? 'nothing' : 'not confirmed'),
		);
		for (let cut = 0; cut < 3; cut++) {
			serve(random.next() < 0.6, random.next() < 0.5);
			if (random.next() < 0.7) {
				requests.disconnected('cut');
				await vi.advanceTimersByTimeAsync(random.next() * 5000);
				connect();
			}
		}
		serve(random.next() < 0.8, random.next() < 0.8);
		await vi.advanceTimersByTimeAsync(130_000);
		const said = await asked;
		const times = [...carriedOut.values()];
		expect({seed, round, times: Math.max(0, ...times)}).toEqual({seed, round, times: times.length === 0 ? 0 : 1});
		expect(sent.filter(({op}) => op === 'act')).toHaveLength(1);
		if (said === 'done') expect({seed, round, done: times.length}).toEqual({seed, round, done: 1});
		if (said === 'nothing') expect({seed, round, done: times.length}).toEqual({seed, round, done: 0});
	}
});

test('what is still asked when ccmon ends is not waited for', async () => {
	const {requests, connect} = setUp();
	connect();
	const asked = expect(requests.ask(fields)).rejects.toThrow('not waited for');
	requests.close();
	await asked;
});
