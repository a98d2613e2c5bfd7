/** Telemetry of one made-up process, sent when the generator says: what happened since the last time. */
import type http from 'node:http';
import {setTimeout as sleep} from 'node:timers/promises';
import {
	apiRequest,
	type LogFields,
	logsBody,
	metricsBody,
	otlpNoon,
	type PointFields,
	sendOtlp,
	sessionCount,
	spending,
	userPrompt,
} from '../support/otlp.ts';
import type {SoakModel, SoakUsage} from './truth.ts';

export interface Reported {
	sessionId: string;
	at: number;
	requestId: string;
	querySource: string;
	model: SoakModel;
	usage: SoakUsage;
	usd: number;
}

export interface SoakExporter {
	prompt(sessionId: string, at: number, command?: string): void;
	request(reported: Reported): void;
	/** Rejects when it is not taken. */
	send(): Promise<void>;
}

const sourceOf = (querySource: string) =>
	querySource === 'repl_main_thread' ? 'main' : querySource.startsWith('agent:') ? 'subagent' : 'auxiliary';

export function createSoakExporter(
	to: {port: number; token: string; agent: http.Agent},
	{sessionId, at: startedAt}: {sessionId: string; at: number},
): SoakExporter {
	let sequence = 0;
	let logs: LogFields[] = [];
	let points: PointFields[] = [sessionCount('fresh', {sessionId, at: startedAt - otlpNoon})];
	const metered = new Map<string, Reported>();

	/** Tried again while ccmon cannot store it, as Claude Code's exporter does. */
	async function post(signal: 'logs' | 'metrics', body: object, attempts = 5): Promise<void> {
		const {status} = await sendOtlp(signal, body, to);
		if (status === 503 && attempts > 1) {
			await sleep(200);
			return post(signal, body, attempts - 1);
		}
		if (status !== 200) throw new Error(`${signal} were answered with ${status}`);
	}

	return {
		prompt(sessionId, at, command) {
			logs.push(userPrompt({sessionId, at: at - otlpNoon, sequence: sequence++, ...(command && {command})}));
		},
		request(reported) {
			const {sessionId, at, requestId, querySource, model, usage, usd} = reported;
			const common = {sessionId, at: at - otlpNoon, querySource, model, ...usage, costUsd: usd};
			logs.push(apiRequest({...common, sequence: sequence++, requestId}));
			const key = `${sessionId} ${sourceOf(querySource)} ${model}`;
			const sum = metered.get(key);
			if (!sum) metered.set(key, {...reported, usage: {...usage}});
			else {
				sum.at = at;
				sum.usd += usd;
				for (const kind of ['input', 'output', 'cacheRead', 'cacheCreation'] as const) sum.usage[kind] += usage[kind];
			}
		},
		async send() {
			for (const {sessionId, at, querySource, model, usage, usd} of metered.values()) {
				const source = {querySource: sourceOf(querySource), model, costUsd: usd, ...usage};
				points.push(...spending({sessionId, at: at - otlpNoon, ...source}));
			}
			metered.clear();
			const [events, sums] = [logs, points];
			[logs, points] = [[], []];
			if (events.length > 0) await post('logs', logsBody(...events));
			if (sums.length > 0) await post('metrics', metricsBody(sums));
		},
	};
}
