/** Telemetry, from when it is set up on: until then nothing is received, and a start need not open the database. */
import type {Emit} from '../claude/events.ts';
import {guarded} from '../core/guarded.ts';
import {loadForwardTargets} from '../index/forward-targets.ts';
import {loadTelemetrySettings} from '../index/telemetry-address.ts';
import type {TelemetrySource} from '../live/telemetry/watch.ts';

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
	/** Opens it if it has been set up, and goes on with what a later setup has chosen. */
	look(): Promise<void>;
	ready(): Promise<void>;
	load(sessionId: string): void;
	/** The conversation is not kept: it is loaded again when something happens in it. */
	forget(sessionId: string): void;
	/** Reads what was stored since then of all conversations. */
	loadSince(at: number): Promise<void>;
	/** Stops receiving while the process is stopped, so that another ccmon may. */
	pause(): Promise<void>;
	resume(): void;
	close(): Promise<void>;
}

/** Between two looks for a setup that somebody runs beside an open monitor, the first or another, in ms. */
const lookMs = 5000;

export function openTelemetry({stateDir, receive, emit, clock}: TelemetryOptions): MaybeTelemetry {
	let source: TelemetrySource | null = null;
	let reported = false;
	let isOpening = false;
	const wanted = new Set<string>();
	let loadedSince: number | null = null;

	async function look(): Promise<void> {
		const {settings, problem} = loadTelemetrySettings(stateDir);
		if (problem && !reported) emit(problem);
		reported ||= problem !== null;
		if (!settings) return;
		if (source && receive) await source.use(settings);
		if (isOpening) return;
		isOpening = true;
		const {createTelemetrySource} = await import('../live/telemetry/watch.ts');
		source = createTelemetrySource({
			emit,
			clock: {now: clock},
			stateDir,
			settings: receive ? settings : null,
			// The day's is read after the first frame.
			since: null,
			forwardTo: () => loadForwardTargets(stateDir).targets,
		});
		for (const sessionId of wanted) source.load(sessionId);
		if (loadedSince !== null) void source.loadSince(loadedSince);
	}
	const timer = setInterval(guarded('looking for telemetry', emit, look), lookMs).unref();

	return {
		look,
		ready: async () => source?.ready,
		load(sessionId) {
			wanted.add(sessionId);
			source?.load(sessionId);
		},
		forget(sessionId) {
			wanted.delete(sessionId);
			source?.forget(sessionId);
		},
		async loadSince(at) {
			loadedSince = at;
			await source?.loadSince(at);
		},
		pause: async () => source?.pause(),
		resume: () => source?.resume(),
		async close() {
			clearInterval(timer);
			await source?.close();
		},
	};
}
