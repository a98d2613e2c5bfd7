/**
 * Telemetry as a source of events: receives while it can, stores, and emits what it or another ccmon has stored. The
 * database is the only way to the screen, so that every ccmon shows the same and nothing is counted that a crash would
 * lose.
 */
import type {Emit, Problem} from '../../claude/events.ts';
import type {ForwardTarget} from '../../index/forward-targets.ts';
import {chooseTelemetrySettings, saveTelemetrySettings, type TelemetrySettings} from '../../index/telemetry-address.ts';
import {whoListens} from '../../index/telemetry-listener.ts';
import {databaseFile} from '../../platform/paths.ts';
import {createCommitter} from './commit.ts';
import {createForwarder} from './forward.ts';
import {holdPort} from './port.ts';
import {createReceiver} from './receive.ts';
import {createShare} from './share.ts';

export interface TelemetryOptions {
	emit: Emit;
	clock: {now(): number};
	/** Holds the database. */
	stateDir: string;
	/** Where to listen, and the token; null: only what is stored is shown. */
	settings: TelemetrySettings | null;
	/** The collectors that bodies are forwarded to, as currently configured. */
	forwardTo?(): readonly ForwardTarget[];
	/**
	 * Milliseconds since the epoch: conversations with anything since then are loaded at once. Default: since midnight,
	 * local time. Null: none, so that a first frame need not wait; see `loadSince`.
	 */
	since?: number | null;
}

export interface TelemetrySource {
	/** Resolves when the stored conversations since `since` have been emitted and listening was tried. */
	ready: Promise<void>;
	/** Emits what is stored of a conversation, once; new telemetry is emitted by itself. */
	load(sessionId: string): void;
	/** The conversation is not kept: it is loaded again when something is stored of it. */
	forget(sessionId: string): void;
	/** `load` for every conversation with anything since then, with pauses for other work. */
	loadSince(at: number): Promise<void>;
	/** Stops receiving while the process cannot answer, e.g. while it is suspended, so that another one can. */
	pause(): Promise<void>;
	resume(): void;
	/** Continues with another port or token, if they have changed. */
	use(settings: TelemetrySettings): Promise<void>;
	close(): Promise<void>;
}

/** Starts at once; never throws: what goes wrong is a `problem` event. */
export function createTelemetrySource(options: TelemetryOptions): TelemetrySource {
	const {emit, clock, stateDir, forwardTo = () => []} = options;
	const now = () => clock.now();
	const report = createReporter(emit);
	const share = createShare({path: databaseFile(stateDir), emit, now, report});
	const committer = createCommitter({
		writer: share.writer,
		onStored: share.pollSoon,
		onError: share.onWriteError,
	});
	const forwarder = createForwarder({targets: forwardTo, now, onProblem: report});
	let settings = options.settings;
	const server = createReceiver({
		token: () => settings?.token ?? '',
		now,
		store: committer.store,
		onAccepted: forwarder.accept,
		onRefused(status) {
			const address = `127.0.0.1:${settings?.port}`;
			if (status === 401) {
				const message = `A sender without the right token was refused at ${address}: run \`ccmon setup\`, then restart its Claude Code.`;
				report({type: 'problem', path: address, message, count: 1});
			}
		},
	});
	function listen() {
		if (!settings) return null;
		const {port} = settings;
		const reportHere = (message: string) => report({type: 'problem', path: `127.0.0.1:${port}`, message, count: 1});
		return holdPort({
			server,
			port,
			onTaken: () => void examineTaken(reportHere),
			onError: error => reportHere(`Telemetry cannot be received on port ${port} (${error.message}).`),
		});
	}

	let isExamined = false;
	/** Sessions have been sending the token to the program that has the port, so the token is replaced. */
	async function examineTaken(reportHere: (message: string) => void): Promise<void> {
		if (isExamined || !settings) return;
		isExamined = true;
		const {port} = settings;
		const taken = `Port ${port} is taken by another program`;
		if ((await whoListens(settings)) !== 'another program') {
			reportHere(`${taken}: telemetry is not received until it is free.`);
			return;
		}
		try {
			settings = await chooseTelemetrySettings(port);
			saveTelemetrySettings(stateDir, settings);
			reportHere(
				`${taken}, which may have received ccmon's secret: the secret is no longer valid. Run \`ccmon setup\` for a new one and another port, then restart your sessions.`,
			);
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			reportHere(`${taken}, which may have received ccmon's secret, and it cannot be replaced (${reason}).`);
		}
	}
	let holder = listen();
	const {since = new Date(now()).setHours(0, 0, 0, 0)} = options;
	share.start();

	return {
		ready: Promise.all([since === null ? null : share.loadSince(since), holder?.ready]).then(() => undefined),
		load: share.load,
		forget: share.forget,
		loadSince: share.loadSince,
		async pause() {
			const held = holder;
			holder = null;
			await held?.close();
		},
		resume() {
			holder ??= listen();
		},
		async use(changed) {
			if (settings?.port === changed.port && settings.token === changed.token) return;
			const isElsewhere = settings?.port !== changed.port;
			settings = changed;
			if (!isElsewhere || !holder) return;
			await holder.close();
			holder = listen();
		},
		async close() {
			await holder?.close();
			await committer.close();
			await forwarder.close();
			share.close();
		},
	};
}

/** Reports each problem once. The limit guards against messages that never repeat. */
function createReporter(emit: Emit): (problem: Problem) => void {
	const reported = new Set<string>();
	return problem => {
		const key = `${problem.path} ${problem.message}`;
		if (reported.has(key) || reported.size > 200) return;
		reported.add(key);
		emit(problem);
	};
}
