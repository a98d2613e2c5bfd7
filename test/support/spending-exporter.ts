/** How the made-up Claude Code exports: events four times a second, metrics once, each process by its own clock. */
import type {ParsedLogs} from '../../source/claude/telemetry/logs.ts';
import type {MetricPoint} from '../../source/claude/telemetry/metrics.ts';
import type {TelemetryMark, TelemetryRequest} from '../../source/claude/telemetry/records.ts';
import type {Delivery} from '../../source/index/telemetry/write.ts';
import type {Paid} from './spending-truth.ts';

export interface Sent {
	at: number;
	delivery: Delivery;
}

export interface Exporter {
	log(sessionId: string, at: number, record?: LoggedRecord): void;
	/** A request as metrics count it. */
	meter(paid: Paid): void;
	/** All that is sent until the process ends; a killed one sends nothing more from then on. */
	finish(now: number, killed: boolean): Sent[];
}

/** What an event is about, but for what all events say. */
export interface LoggedRecord {
	command?: string | null;
	request?: Omit<TelemetryRequest, 'session_id' | 'at' | 'sequence'>;
	mark?: Pick<TelemetryMark, 'kind' | 'mark_key'>;
}

const [eventsMs, metricsMs] = [250, 1000];

/** `phase`: at which millisecond of a second it exports. A fresh process begins its conversation. */
export function createExporter(phase: number, {sessionId, at, fresh}: {sessionId: string; at: number; fresh: boolean}) {
	const logs = new Map<number, ParsedLogs>();
	const points = new Map<number, MetricPoint[]>();
	const connection = {};
	const started = next(at, metricsMs);
	let sequence = 0;

	function next(time: number, every: number): number {
		return Math.ceil((time - phase + 1) / every) * every + phase;
	}

	function append(batch: number, point: MetricPoint): void {
		points.set(batch, [...(points.get(batch) ?? []), point]);
	}

	function metricsOf(batch: number): Delivery['metrics'] {
		const some = points.get(batch) ?? [];
		const begun = batch === started ? [sessionId] : [];
		const sessionIds = new Set([...begun, ...some.map(point => point.session_id)]);
		return {points: some, sessionIds, freshSessionIds: new Set(fresh ? begun : []), invalid: 0};
	}

	const exporter: Exporter = {
		log(of, at, {command = null, request, mark} = {}) {
			const batch = next(at, eventsMs);
			const parsed = logs.get(batch) ?? {events: [], requests: [], marks: [], invalid: 0};
			logs.set(batch, parsed);
			parsed.events.push({sessionId: of, at, sequence, command});
			if (request) parsed.requests.push({...request, session_id: of, at, sequence});
			if (mark) parsed.marks.push({...mark, session_id: of, at, command});
			sequence++;
		},
		meter({at: time, sessionId: of, purpose, model, usage, reportedUsd}) {
			const batch = next(time, metricsMs);
			const figures = {
				cost_usd: reportedUsd,
				input_tokens: usage.inputTokens,
				output_tokens: usage.outputTokens,
				cache_read_tokens: usage.cacheReadInputTokens,
				cache_creation_tokens: usage.cacheCreation5mInputTokens + usage.cacheCreation1hInputTokens,
			};
			for (const [figure, value] of Object.entries(figures)) {
				append(batch, {
					session_id: of,
					// The long window is named in metrics alone.
					model: model.includes('sonnet') && !model.endsWith('[1m]') ? `${model}[1m]` : model,
					query_source: purpose === 'main' || purpose === 'subagent' ? purpose : 'auxiliary',
					figure: figure as MetricPoint['figure'],
					value,
					start_at: time,
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
			for (const [batch, parsed] of logs) send(batch, {logs: parsed, metrics: null});
			for (const batch of new Set([started, ...points.keys()])) send(batch, {logs: null, metrics: metricsOf(batch)});
			return sent;
		},
	};
	exporter.log(sessionId, at);
	return exporter;
}
