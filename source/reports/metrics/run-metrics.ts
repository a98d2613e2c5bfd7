/** `ccmon metrics`: once, or for a Prometheus to scrape. */

import {pricedUsd} from '../../core/budget.ts';
import {problemText} from '../../core/problems.ts';
import {readSpendingOf} from '../../index/spending-rows.ts';
import {type CommandIo, wholeNumber} from '../command-io.ts';
import {type HistoryPlace, readHistory} from '../read-history.ts';
import {spendingNow} from '../report/check-budgets.ts';
import {ownZone} from '../report/zones.ts';
import type {Labels} from '../team/counters.ts';
import {countersOf} from '../team/counters.ts';
import {readMinutes} from '../tpm/read-minutes.ts';
import {counterMetrics, formatMetrics, gaugeMetric} from './prometheus.ts';

export interface MetricsOptions extends HistoryPlace {
	/** As typed, unchecked; without a port the figures are printed once. */
	listen?: string | undefined;
	/** Labels on every series. */
	identity: Labels;
	/** The number of running sessions. */
	sessions(): Promise<number>;
	/** Stops the server. */
	signal?: AbortSignal;
}

/** How long a result is reused, in ms: frequent scrapes must not keep the disk busy. */
const freshMs = 5000;

/** Returns the exit code: 2 for an invalid port, 1 if the port is taken or the history cannot be read. */
export async function runMetrics(options: MetricsOptions, io: CommandIo): Promise<number> {
	const {listen, signal} = options;
	if (listen === undefined) {
		const text = await metricsText(options, io);
		io.stdout.write(text ?? '');
		return text === null ? 1 : 0;
	}
	const port = wholeNumber(listen);
	if (!Number.isInteger(port) || port < 0 || port > 65_535) {
		io.stderr.write(`ccmon metrics: --listen ${listen}: a port from 1 to 65535\n`);
		return 2;
	}
	const said = new Set<string>();
	let last: {at: number; text: Promise<string | null>} | undefined;
	const read = () => {
		const now = io.now();
		if (!last || now - last.at >= freshMs || now < last.at) last = {at: now, text: metricsText(options, io, said)};
		return last.text;
	};
	try {
		// Loading a server's code takes as long as a whole report, so only serving pays for it.
		const {serveMetrics} = await import('./serve.ts');
		const server = await serveMetrics(port, read);
		io.stderr.write(`Serving http://127.0.0.1:${server.port}/metrics\n`);
		await new Promise<void>(resolve => {
			if (signal?.aborted) resolve();
			signal?.addEventListener('abort', () => resolve(), {once: true});
		});
		await server.close();
		return 0;
	} catch (error) {
		io.stderr.write(`ccmon metrics: port ${port} cannot be listened on (${(error as Error).message})\n`);
		return 1;
	}
}

/** Problems are comments in it. Null: the history cannot be read; the reasons are printed on standard error, once each. */
async function metricsText(options: MetricsOptions, io: CommandIo, said?: Set<string>): Promise<string | null> {
	// No separate thread: only changes are read.
	const sessions = await options.sessions();
	const {result, problems} = await readHistory(options, io, {said}, database => {
		const spending = readSpendingOf(database, options.configDirs);
		const {ofDay, ofMonth} = spendingNow(spending, ownZone(), io.now());
		return formatMetrics([
			...counterMetrics(countersOf(spending, readMinutes(database, spending, 0), {byQuarter: false}), options.identity),
			gaugeMetric('todayUsd', pricedUsd(ofDay), options.identity),
			gaugeMetric('monthUsd', pricedUsd(ofMonth), options.identity),
			gaugeMetric('sessions', sessions, options.identity),
			gaugeMetric('lastReceived', io.now() / 1000, options.identity),
		]);
	});
	return result && problems.map(problem => `# Problem: ${problemText(problem)}\n`).join('') + result;
}
