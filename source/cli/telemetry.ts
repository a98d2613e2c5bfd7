/** Telemetry, once it is set up: until then nothing is received, and the database need not be opened at the start. */
import type {Emit} from '../claude/events.ts';
import {guarded} from '../core/guarded.ts';
import {loadForwardTargets} from '../index/forward-targets.ts';
import {loadTelemetrySettings} from '../index/telemetry-address.ts';
import type {TelemetrySource} from '../live/telemetry/watch.ts';

export interface TelemetryOptions {
	stateDir: string;
	/** Receive it, as the monitor does; otherwise read what others have received. */
	receive: boolean;
	emit: Emit;
	/** Milliseconds since the epoch. */
	clock: () => number;
}

/** A telemetry source that may not be there yet. */
export interface MaybeTelemetry {
	/** Opens it if it has been set up, and follows changes by a later setup. */
	look(): Promise<void>;
	ready(): Promise<void>;
	load(sessionId: string): void;
	/** The conversation was closed: it will be loaded again when something happens in it. */
	forget(sessionId: string): void;
	/** Loads what was stored for all conversations since then. */
	loadSince(at: number): Promise<void>;
	/** Stops receiving while the process is stopped, so that another ccmon may. */
	pause(): Promise<void>;
	resume(): void;
	close(): Promise<void>;
}

/** How often to check whether setup was run beside the open monitor, in ms. */
const lookMs = 5000;

export function openTelemetry({stateDir, receive, emit, clock}: TelemetryOptions): MaybeTelemetry {
	let source: TelemetrySource | null = null;
	let reported = false;
	let isOpening = false;
	let isClosed = false;
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
		if (isClosed) return;
		source = createTelemetrySource({
			emit,
			clock: {now: clock},
			stateDir,
			settings: receive ? settings : null,
			// The rest of the day is read after the first frame.
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
			isClosed = true;
			clearInterval(timer);
			await source?.close();
		},
	};
}
