/**
 * Forwards bodies, byte for byte, to the collector that was configured before ccmon took over the address. Whatever
 * happens there, nothing here waits for it: each collector has a bounded queue, and the oldest bodies
 * are dropped first. What is retried: https://opentelemetry.io/docs/specs/otlp/#failures.
 */

import type {IncomingHttpHeaders} from 'node:http';
import {getOrMake} from '../../accounting/get-or-make.ts';
import type {Problem} from '../../claude/events.ts';
import {type ForwardTarget, forwardHeader} from '../../index/forward-targets.ts';
import {tokenHeader} from '../../index/telemetry-address.ts';
import {post} from './post.ts';
import type {ReceivedBody} from './receive.ts';

export interface Forwarder {
	/** Queues an accepted body; returns at once. */
	accept(body: ReceivedBody): void;
	/** Tries for one more second to deliver what is waiting. */
	close(): Promise<void>;
}

export interface ForwarderOptions {
	/** The collectors as they are set now. */
	targets(): readonly ForwardTarget[];
	now(): number;
	onProblem(problem: Problem): void;
	/** Of waiting bodies, per collector. */
	maxQueuedBytes?: number;
	/** Before the second attempt, in ms; doubled for each further one. */
	firstRetryMs?: number;
}

interface Queue {
	target: ForwardTarget;
	bodies: ReceivedBody[];
	bytes: number;
	attempt: number;
	/** A body is on its way, or the next attempt has a time. */
	active: boolean;
	timer: NodeJS.Timeout | null;
	down: boolean;
}

const maxQueuedBodies = 5000;
const maxRetryMs = 30_000;
const closingMs = 1000;
/** The file of targets is read again now and then, but not for each body. */
const targetsKeptMs = 2000;

/** Hop-by-hop headers, and those meant for ccmon alone. */
const ownHeaders = new Set([
	...['host', 'connection', 'keep-alive', 'content-length', 'transfer-encoding', 'te', 'trailer', 'upgrade', 'expect'],
	...['proxy-authorization', 'proxy-connection', tokenHeader, forwardHeader],
]);

export function createForwarder(options: ForwarderOptions): Forwarder {
	const {maxQueuedBytes = 16 * 1024 * 1024, firstRetryMs = 1000} = options;
	const queues = new Map<string, Queue>();
	const abort = new AbortController();
	let targets: readonly ForwardTarget[] = [];
	let targetsReadAt = Number.NEGATIVE_INFINITY;

	function targetsOf({headers, signal}: ReceivedBody): readonly ForwardTarget[] {
		const id = headers[forwardHeader];
		if (id === undefined) return [];
		if (options.now() - targetsReadAt > targetsKeptMs) {
			targetsReadAt = options.now();
			targets = options.targets();
		}
		return targets.filter(target => target.id === id && target.signal === signal);
	}

	function queueOf(target: ForwardTarget): Queue {
		const key = `${target.id} ${target.signal} ${target.url}`;
		const empty = {bodies: [], bytes: 0, attempt: 0, active: false, timer: null, down: false};
		const queue: Queue = getOrMake(queues, key, () => ({target, ...empty}));
		queue.target = target;
		return queue;
	}

	function add(queue: Queue, body: ReceivedBody): void {
		queue.bodies.push(body);
		queue.bytes += body.bytes.length;
		// The first one may be on its way: keep it.
		while ((queue.bytes > maxQueuedBytes || queue.bodies.length > maxQueuedBodies) && queue.bodies.length > 2)
			remove(queue, 1);
		next(queue);
	}

	function remove(queue: Queue, index: number): void {
		const [body] = queue.bodies.splice(index, 1);
		queue.bytes -= body?.bytes.length ?? 0;
	}

	function next(queue: Queue): void {
		const [body] = queue.bodies;
		if (queue.active || !body || abort.signal.aborted) return;
		queue.active = true;
		const {url, headers} = queue.target;
		post(url, {...headers, ...passedOn(body.headers)}, body.bytes, abort.signal).then(
			status => settle(queue, status, `it answered ${status}`),
			error => settle(queue, null, error instanceof Error ? error.message : String(error)),
		);
	}

	function settle(queue: Queue, status: number | null, reason: string): void {
		queue.active = false;
		if (abort.signal.aborted) return;
		if (status === null || [429, 502, 503, 504].includes(status)) {
			if (!queue.down) report(queue, `${reason}: telemetry for it waits, the oldest is dropped when there is too much`);
			queue.down = true;
			const wait = Math.min(maxRetryMs, firstRetryMs * 2 ** queue.attempt++);
			queue.active = true;
			queue.timer = setTimeout(() => {
				queue.active = false;
				next(queue);
			}, wait).unref();
			return;
		}
		queue.attempt = 0;
		queue.down = false;
		remove(queue, 0);
		if (status >= 300) report(queue, `${reason}: it was not tried again`);
		next(queue);
	}

	function report({target}: Queue, reason: string): void {
		const message = `Your telemetry collector ${target.url} did not take a batch: ${reason}.`;
		options.onProblem({type: 'problem', path: target.url, message, count: 1});
	}

	return {
		accept(body) {
			for (const target of targetsOf(body)) add(queueOf(target), body);
		},
		async close() {
			const end = performance.now() + closingMs;
			const hopeful = () => [...queues.values()].some(({bodies, down}) => bodies.length > 0 && !down);
			while (hopeful() && performance.now() < end) await new Promise(resolve => setTimeout(resolve, 10));
			abort.abort();
			for (const {timer} of queues.values()) if (timer) clearTimeout(timer);
		},
	};
}

/** The sender's headers, without those that concern only ccmon. */
function passedOn(headers: IncomingHttpHeaders): Record<string, string> {
	const passed: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers)) {
		if (value !== undefined && !ownHeaders.has(name)) passed[name] = Array.isArray(value) ? value.join(', ') : value;
	}
	return passed;
}
