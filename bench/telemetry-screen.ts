/** The whole monitor while telemetry storms in: how soon it answers a key, what it holds, and what it keeps. */
import {execFile} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {setTimeout as sleep} from 'node:timers/promises';
import {promisify} from 'node:util';
import {loadOrCreateTelemetrySettings} from '../source/index/telemetry-address.ts';
import {startLiveFleet} from '../test/support/live-fleet.ts';
import {keyRow, pressAndSee, type RunningMonitor, startMonitor} from './monitor.ts';
import type {Row} from './row.ts';
import type {Load, Sent} from './telemetry/sender.ts';
import {bundle} from './telemetry/start.ts';

const sessions = 20;

export async function rows(): Promise<Row[]> {
	const home = mkdtempSync(path.join(tmpdir(), 'ccmon-bench-'));
	const stateDir = path.join(home, '.local/state/ccmon');
	const {settings} = await loadOrCreateTelemetrySettings(stateDir);
	const fleet = await startLiveFleet({configDir: path.join(home, '.claude'), sessions, history: 100});
	const monitor = startMonitor({home, args: []});
	try {
		await monitor.until(screen => fleet.sessions.every(({name}) => screen.some(line => line.includes(name))));
		const load: Load = {
			port: settings!.port,
			token: settings!.token,
			...{connections: 50, batchesPerSecond: 10, eventsPerBatch: 10, seconds: 10, junk: false},
			sessionIds: fleet.sessions.map(({sessionId}) => sessionId()),
		};
		const args = [await bundle('sender', home), JSON.stringify(load)];
		let isOver = false;
		const sending = promisify(execFile)(process.execPath, args).finally(() => {
			isOver = true;
		});
		const delays: number[] = [];
		while (!isOver) {
			const row = selected(monitor);
			delays.push(await pressAndSee(monitor, row <= 5 ? 'j' : 'k', () => selected(monitor)));
			await sleep(30 + Math.random() * 70);
		}
		const sent: Sent = JSON.parse((await sending).stdout);
		const rss = monitor.peakRssMb();
		const database = new DatabaseSync(path.join(stateDir, 'ccmon.db'), {readOnly: true});
		const stored = Number(database.prepare('SELECT count(*) AS n FROM telemetry_request').get()?.n);
		database.close();
		const rate = sent.events / (sent.elapsedMs / 1000);
		const name = `monitor under ${rate.toFixed(0)} events/s`;
		return [
			{
				name: `${name}: lost of ${sent.events}`,
				value: `${sent.events - stored}`,
				limit: '0',
				ok: stored === sent.events,
			},
			keyRow(name, delays),
			{name: `${name}: peak RSS`, value: `${rss.toFixed(0)} MB`, limit: '≤ 200 MB', ok: rss <= 200},
		];
	} finally {
		await monitor.stop();
		await fleet.close();
		rmSync(home, {recursive: true, force: true});
	}
}

/** The row of the selection. */
const selected = (monitor: RunningMonitor) => monitor.screen().findIndex(line => line.startsWith('▸'));
