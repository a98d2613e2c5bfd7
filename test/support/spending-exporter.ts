/** How the made-up Claude Code exports: events four times a second, metrics once, each process by its own clock. */
import type {LogEvent} from '../../source/claude/telemetry/logs.ts';
import type {MetricPoint} from '../../source/claude/telemetry/metrics.ts';
import type {Delivery} from '../../source/index/telemetry/write.ts';
import type {Paid} from './spending-truth.ts';

export interface Sent {
	at: number;
	delivery: Delivery;
}

export interface Exporter {
	/** `event.sequence` of the next event. */
	sequence(): number;
	log(sessionId: string, at: number, fields?: Partial<LogEvent>): void;
	/** A request as metrics count it. */
	meter(paid: Paid): void;
	/** All that is sent until the process ends; a killed one sends nothing more from then on. */
	finish(now: number, killed: boolean): Sent[];
}

const [eventsMs, metricsMs] = [250, 1000];

/** `phase`: at which millisecond of a second it exports. A fresh process begins its conversation. */
export function createExporter(phase: number, {sessionId, at, fresh}: {sessionId: string; at: number; fresh: boolean}) {
	const events = new Map<number, LogEvent[]>();
	const points = new Map<number, MetricPoint[]>();
	const connection = {};
	const started = next(at, metricsMs);
	let sequence = 0;

	function next(time: number, every: number): number {
		return Math.ceil((time - phase + 1) / every) * every + phase;
	}

	function append<Item>(batches: Map<number, Item[]>, batch: number, ...items: Item[]): void {
		batches.set(batch, [...(batches.get(batch) ?? []), ...items]);
	}

	function metricsOf(batch: number): Delivery['metrics'] {
		const some = points.get(batch) ?? [];
		const begun = batch === started ? [sessionId] : [];
		const sessionIds = new Set([...begun, ...some.map(point => point.sessionId)]);
		return {points: some, sessionIds, freshSessionIds: new Set(fresh ? begun : []), invalid: 0};
	}

	const exporter: Exporter = {
		sequence: () => sequence,
		log(of, time, fields = {}) {
			const nothing = {command: null, request: null, prompt: null, classifier: null};
			append(events, next(time, eventsMs), {sessionId: of, at: time, sequence: sequence++, ...nothing, ...fields});
		},
		meter({at: time, sessionId: of, purpose, model, usage, usd}) {
			const batch = next(time, metricsMs);
			const {inputTokens, outputTokens, cacheReadInputTokens: cacheReadTokens} = usage;
			const cacheCreationTokens = usage.cacheCreation5mInputTokens + usage.cacheCreation1hInputTokens;
			const figures = {costUsd: usd, inputTokens, outputTokens, cacheReadTokens, cacheCreationTokens};
			for (const [figure, value] of Object.entries(figures)) {
				append(points, batch, {
					sessionId: of,
					// The long window is told in metrics alone.
					model: model.includes('sonnet') ? `${model}[1m]` : model,
					querySource: purpose === 'main' || purpose === 'subagent' ? purpose : 'auxiliary',
					figure: figure as MetricPoint['figure'],
					value,
					startAt: time,
					at: batch,
					cumulative: false,
					series: '',
				});
			}
		},
		finish(now, killed) {
			const sent: Sent[] = [];
			const send = (batch: number, body: Omit<Delivery, 'connection'>) => {
				if (!killed || batch <= now) sent.push({at: Math.min(batch, now), delivery: {...body, connection}});
			};
			for (const [batch, list] of events) send(batch, {logs: {events: list, invalid: 0}, metrics: null});
			for (const batch of new Set([started, ...points.keys()])) send(batch, {logs: null, metrics: metricsOf(batch)});
			return sent;
		},
	};
	exporter.log(sessionId, at);
	return exporter;
}
