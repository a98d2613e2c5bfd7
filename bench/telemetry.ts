/** The telemetry receiver under load, sender and receiver in processes of their own. */
import {execFile, fork} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {promisify} from 'node:util';
import type {Row} from './row.ts';
import type {Load, Sent} from './telemetry/sender.ts';
import {bundle, freePort} from './telemetry/start.ts';

interface Received {
	requests: number;
	lostEvents: number;
	peakRssMb: number;
	cpuMs: number;
	/** Processor time between two turns of the event loop. */
	heldMs: {p99: number; most: number};
	refused: Record<string, number>;
}

const token = 'bench';

async function run(load: Omit<Load, 'port'>): Promise<{sent: Sent; received: Received; stored: number}> {
	const stateDir = mkdtempSync(path.join(tmpdir(), 'ccmon-bench-'));
	const port = await freePort();
	const [receiverFile, senderFile] = [await bundle('receiver', stateDir), await bundle('sender', stateDir)];
	const receiver = fork(receiverFile, [stateDir, String(port), token]);
	try {
		await once(receiver, 'message');
		const args = [senderFile, JSON.stringify({...load, port})];
		const {stdout} = await promisify(execFile)(process.execPath, args);
		const {answered} = JSON.parse(stdout) as Sent;
		let received: Received;
		const end = Date.now() + 2000;
		do {
			receiver.send('report');
			[received] = (await once(receiver, 'message')) as [Received];
		} while (received.requests < answered && Date.now() < end);
		// Killed, not ended: what was answered must be on disk.
		receiver.kill('SIGKILL');
		await once(receiver, 'exit');
		const database = new DatabaseSync(path.join(stateDir, 'ccmon.db'));
		const stored = Number(database.prepare('SELECT count(*) AS n FROM telemetry_request').get()?.n);
		database.close();
		return {sent: JSON.parse(stdout), received, stored};
	} finally {
		receiver.kill('SIGKILL');
		rmSync(stateDir, {recursive: true, force: true});
	}
}

const count = (value: number) => value.toLocaleString('en-US', {maximumFractionDigits: 0});

export async function rows(): Promise<Row[]> {
	// 50 Claude Codes, 100 events a second each; and the worst there is, every event in a request of its own.
	const batches = {token, connections: 50, batchesPerSecond: 10, eventsPerBatch: 10, seconds: 10, junk: false};
	const table: Row[] = [];
	for (const [name, load, asked] of [
		['batches of 10', batches, true],
		['one event a request', {...batches, connections: 100, batchesPerSecond: 50, eventsPerBatch: 1}, false],
	] as const) {
		const {sent, received, stored} = await run(load);
		const rate = sent.events / (sent.elapsedMs / 1000);
		const lost = sent.events - Math.min(sent.answered, stored, received.requests) + received.lostEvents;
		table.push(
			{
				name: `telemetry, ${name}: rate`,
				value: `${count(rate)} events/s`,
				limit: asked ? '≥ 4,900' : '–',
				ok: !asked || rate >= 4900,
			},
			{name: `telemetry, ${name}: lost of ${count(sent.events)}`, value: count(lost), limit: '0', ok: lost === 0},
			...costOf(`telemetry, ${name}`, received, sent),
		);
	}
	const flood = {...batches, token: 'wrong', connections: 100, batchesPerSecond: 100, eventsPerBatch: 1, junk: true};
	const {sent, received} = await run(flood);
	const rate = sent.events / (sent.elapsedMs / 1000);
	const refused = received.refused['401'] ?? 0;
	table.push(
		{
			name: 'telemetry, junk: refused',
			value: `${count(refused)} of ${count(sent.events)}, ${count(rate)}/s`,
			limit: 'all',
			ok: refused === sent.events,
		},
		...costOf('telemetry, junk', received, sent),
	);
	return table;
}

function costOf(name: string, {peakRssMb, heldMs, cpuMs}: Received, {elapsedMs, slowestMs}: Sent): Row[] {
	const share = (100 * cpuMs) / elapsedMs;
	return [
		{name: `${name}: peak RSS`, value: `${count(peakRssMb)} MB`, limit: '≤ 200 MB', ok: peakRssMb <= 200},
		{
			name: `${name}: work between two turns, p99 / most`,
			value: `${heldMs.p99.toFixed(1)} / ${heldMs.most.toFixed(1)} ms`,
			limit: '≤ 20 / 50 ms',
			ok: heldMs.p99 <= 20 && heldMs.most <= 50,
		},
		{
			name: `${name}: processor, slowest answer`,
			value: `${count(share)} %, ${count(slowestMs)} ms`,
			limit: '–',
			ok: true,
		},
	];
}
