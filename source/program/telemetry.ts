/** Telemetry, from the moment that it is set up: until then nothing is received, and a start need not open the database. */
import type {Emit} from '../core/events.ts';
import {loadForwardTargets} from '../platform/forward-targets.ts';
import {loadTelemetrySettings} from '../platform/telemetry-settings.ts';
import type {TelemetrySource} from '../sources/telemetry/watch.ts';

export interface TelemetryOptions {
	stateDir: string;
	/** Receive it, as the monitor does; otherwise what others have received is read. */
	receive: boolean;
	emit: Emit;
	/** Milliseconds since the epoch. */
	clock: () => number;
}

/** A telemetry source that may not be there yet. */
export interface MaybeTelemetry {
	/** Opens it if it has been set up. */
	look(): Promise<void>;
	ready(): Promise<void>;
	load(sessionId: string): void;
	close(): Promise<void>;
}

/** Between two looks for a setup that somebody runs beside an open monitor, in ms. */
const lookMs = 5000;

export function openTelemetry({stateDir, receive, emit, clock}: TelemetryOptions): MaybeTelemetry {
	let source: TelemetrySource | null = null;
	let reported = false;
	const wanted = new Set<string>();

	async function look(): Promise<void> {
		if (source) return;
		const {settings, problem} = loadTelemetrySettings(stateDir);
		if (problem && !reported) emit(problem);
		reported ||= problem !== null;
		if (!settings) return;
		clearInterval(timer);
		const {createTelemetrySource} = await import('../sources/telemetry/watch.ts');
		source = createTelemetrySource({
			emit,
			clock: {now: clock},
			stateDir,
			settings: receive ? settings : null,
			forwardTo: () => loadForwardTargets(stateDir).targets,
		});
		for (const sessionId of wanted) source.load(sessionId);
	}
	const timer = setInterval(() => void look(), lookMs).unref();

	return {
		look,
		ready: async () => source?.ready,
		load(sessionId) {
			wanted.add(sessionId);
			source?.load(sessionId);
		},
		async close() {
			clearInterval(timer);
			await source?.close();
		},
	};
}
