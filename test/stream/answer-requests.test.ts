import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Reply, Request} from '../../source/core/hosts/requests.ts';
import {answerRequests, type CarryOut} from '../../source/stream/answer-requests.ts';
import {openRequestIds, type RequestIds} from '../../source/stream/request-ids.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {waitFor} from '../support/wait.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

const ids = () => openRequestIds(folder.at('requests'), Date.now);
const compact = (id: string): Request => ({
	type: 'request',
	id,
	op: 'act',
	session: {pid: 7, procStart: '1', sessionId: 's'},
	action: {type: 'compact', instructions: null},
});
const done = {outcome: 'done', reason: null, before: null, after: null, costUsd: null};

function collect() {
	const replies: Reply[] = [];
	return {replies, reply: (reply: Reply) => void replies.push(reply)};
}

test('what does something is done once, and its answer given again, also by the next process', async () => {
	let times = 0;
	const carryOut: CarryOut = async () => ({result: {...done, reason: `time ${++times}`}, final: true});
	const first = answerRequests(carryOut, ids());
	const {replies, reply} = collect();
	first.handle(compact('request-1'), reply);
	await first.settled();
	first.handle(compact('request-1'), reply);
	answerRequests(carryOut, ids()).handle(compact('request-1'), reply);
	expect(times).toBe(1);
	expect(replies).toEqual(
		Array(3).fill({type: 'reply', id: 'request-1', ok: true, result: {...done, reason: 'time 1'}, final: true}),
	);
});

test('while it is under way the same request is refused, and its fate can be asked', async () => {
	const {promise, resolve} = Promise.withResolvers<void>();
	const requests = answerRequests(async () => promise.then(() => ({result: done, final: true})), ids());
	const {replies, reply} = collect();
	requests.handle(compact('request-1'), reply);
	requests.handle(compact('request-1'), reply);
	const outcome = (id: string): Request => ({type: 'request', id, op: 'outcome', of: 'request-1'});
	requests.handle(outcome('question-1'), reply);
	expect(replies).toMatchObject([
		{ok: false, reason: 'it was asked before'},
		{ok: true, result: {state: 'underway', reply: null}},
	]);
	resolve();
	await requests.settled();
	requests.handle(outcome('question-2'), reply);
	expect(replies.slice(2)).toMatchObject([
		{id: 'request-1', ok: true},
		{id: 'question-2', result: {state: 'finished', reply: {id: 'request-1', result: done}}},
	]);
});

test('a queued action answers twice, and the second answer is what is remembered', async () => {
	const {promise, resolve} = Promise.withResolvers<void>();
	const requests = answerRequests(async (_, later) => {
		void promise.then(() => later(done));
		return {result: {...done, outcome: 'queued'}, final: false};
	}, ids());
	const {replies, reply} = collect();
	requests.handle(compact('request-1'), reply);
	await requests.settled();
	resolve();
	await waitFor(() => replies.length === 2, {what: 'the second reply'});
	expect(replies).toMatchObject([
		{final: false, result: {outcome: 'queued'}},
		{final: true, result: {outcome: 'done'}},
	]);
	expect(ids().ask('request-1')).toMatchObject({reply: {result: {outcome: 'done'}}});
});

test('a request whose id cannot be stored is not carried out', () => {
	const full: RequestIds = {
		...ids(),
		begin() {
			throw Object.assign(new Error('ENOSPC: no space left on device, open'), {code: 'ENOSPC'});
		},
	};
	const requests = answerRequests(() => Promise.reject(new Error('it was done all the same')), full);
	const {replies, reply} = collect();
	requests.handle(compact('request-1'), reply);
	expect(replies).toMatchObject([{ok: false, reason: expect.stringMatching(/^nothing was done: .*(full|space)/)}]);
});

test('looking up goes one after the other, and a failure is a sentence', async () => {
	let atOnce = 0;
	let most = 0;
	const requests = answerRequests(async ({id}) => {
		most = Math.max(most, ++atOnce);
		await new Promise(resolve => setTimeout(resolve, 2));
		atOnce--;
		if (id === 'search-3') throw new Error('the disk is gone');
		return {result: {conversations: []}, final: true};
	}, ids());
	const {replies, reply} = collect();
	for (let n = 0; n < 5; n++)
		requests.handle({type: 'request', id: `search-${n}`, op: 'search', words: '', limit: 1}, reply);
	await waitFor(() => replies.length === 5, {what: 'five replies'});
	expect(most).toBe(1);
	expect(replies[3]).toEqual({type: 'reply', id: 'search-3', ok: false, reason: 'the disk is gone'});
});

test('what a session asks is looked at while the history is still being read', async () => {
	const {promise, resolve} = Promise.withResolvers<void>();
	const carryOut: CarryOut = async wish => {
		if (wish.op === 'history') await promise;
		return {result: {op: wish.op}, final: true};
	};
	const requests = answerRequests(carryOut, ids());
	const {replies, reply} = collect();
	const sums = {since: null, until: null, timezone: null, within: []};
	requests.handle({type: 'request', id: 'history-1', op: 'history', by: 'day', ...sums}, reply);
	requests.handle(
		{type: 'request', id: 'look-0001', op: 'look', session: {pid: 7, procStart: '1', sessionId: 's'}},
		reply,
	);
	await waitFor(() => replies.length === 1, {what: 'the look'});
	expect(replies).toMatchObject([{id: 'look-0001', result: {op: 'look'}}]);
	resolve();
	await waitFor(() => replies.length === 2, {what: 'the sums'});
});
