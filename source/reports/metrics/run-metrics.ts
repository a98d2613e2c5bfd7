/** `ccmon metrics`: once, or for a Prometheus to scrape. */

import {openIndexedHistory} from '../../index/scan/index-history.ts';
import type {CommandIo} from '../command-io.ts';
import {spendingNow} from '../report/check-budgets.ts';
import {readSpending} from '../report/read-spending.ts';
import {ownZone} from '../report/zones.ts';
import {formatMetrics, gauge, spendingMetrics} from './prometheus.ts';

export interface MetricsOptions {
	databasePath: string;
	configDirs: readonly string[];
	/** As typed, unchecked; without it the figures are printed once. */
	listen?: string | undefined;
	/** Ends the server. */
	signal?: AbortSignal;
}

/** Several scrapers, or an eager one, shall not make the disk busy. */
const freshMs = 5000;

/** Returns the exit code: 2 for a port that is none, 1 for one that is taken. */
export async function runMetrics(options: MetricsOptions, io: CommandIo): Promise<number> {
	const {listen, signal} = options;
	if (listen === undefined) {
		io.stdout.write(await metricsText(options, io));
		return 0;
	}
	const port = Number(listen);
	if (!Number.isInteger(port) || port < 0 || port > 65_535) {
		io.stderr.write(`ccmon metrics: --listen ${listen}: a port from 1 to 65535\n`);
		return 2;
	}
	let last: {at: number; text: Promise<string>} | undefined;
	const read = () => {
		const now = io.now();
		if (!last || now - last.at >= freshMs || now < last.at) last = {at: now, text: metricsText(options, io)};
		return last.text;
	};
	try {
		// Loading a server's code takes as long as a whole report: only who serves pays for it.
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

async function metricsText({databasePath, configDirs}: MetricsOptions, {now}: CommandIo): Promise<string> {
	// In a thread of its own while serving would be no quicker: only what changed is read.
	const {database, problems} = await openIndexedHistory({databasePath, configDirs, now});
	if (!database) throw new Error(problems[0]?.message);
	try {
		const spending = readSpending(database, configDirs);
		const {dayUsd, monthUsd} = spendingNow(spending, ownZone(), now());
		return formatMetrics([
			...spendingMetrics(spending),
			gauge('ccmon_today_usd', 'US dollars of today, in the time zone of the machine.', dayUsd),
			gauge('ccmon_month_usd', 'US dollars of this month so far.', monthUsd),
		]);
	} finally {
		database.close();
	}
}
