/** Two ccmons on one port: how soon a request is at both, and what is missed when one of them is killed. */
import {type ChildProcess, fork} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {apiRequest, logsBody, otlpNoon, sendOtlp} from '../test/support/otlp.ts';
import {percentile, type Row} from './row.ts';
import {bundle, freePort} from './telemetry/start.ts';

const token = 'bench';
const requests = 100;

interface Emitted {
	requestId: string;
	at: number;
}

export async function rows(): Promise<Row[]> {
	const stateDir = mkdtempSync(path.join(tmpdir(), 'ccmon-bench-'));
	const port = await freePort();
	const file = await bundle('receiver', stateDir);
	const receivers: ChildProcess[] = [];
	const emitted: Map<string, number>[] = [];
	try {
		for (const index of [0, 1]) {
			const receiver = fork(file, [stateDir, String(port), token, 'tell']);
			receivers.push(receiver);
			await once(receiver, 'message');
			const times = new Map<string, number>();
			emitted[index] = times;
			receiver.on('message', ({requestId, at}: Emitted) => times.set(requestId, at));
		}
		const send = async (n: number) => {
			const at = Date.now();
			const body = logsBody(apiRequest({sequence: n, at: at - otlpNoon}));
			const status = await sendOtlp('logs', body, {port, token}).then(
				answer => answer.status,
				() => null,
			);
			return {at, ok: status === 200};
		};
		const delays: number[] = [];
		for (let n = 0; n < requests; n++) {
			const {at} = await send(n);
			while (!emitted.every(times => times.has(`req_${n}`)) && Date.now() < at + 5000) await sleep(1);
			delays.push(Math.max(...emitted.map(times => times.get(`req_${n}`) ?? Number.POSITIVE_INFINITY)) - at);
			await sleep(20);
		}
		receivers[0]?.kill('SIGKILL');
		const killedAt = Date.now();
		let missed = 0;
		let missedUntil = killedAt;
		for (let n = requests; Date.now() < killedAt + 2000; n++) {
			const {ok} = await send(n);
			if (!ok) {
				missed++;
				missedUntil = Date.now();
			}
			await sleep(5);
		}
		const [middle, most] = [percentile(delays, 50), percentile(delays, 99)];
		const gap = missedUntil - killedAt;
		return [
			{
				name: 'telemetry, two ccmons: at both, p50 / p99',
				value: `${middle} / ${most} ms`,
				limit: '≤ 500 ms',
				ok: most <= 500,
			},
			{
				name: 'telemetry, one killed: not taken',
				value: `${missed} requests, for ${gap} ms`,
				limit: '≤ 2000 ms',
				ok: gap < 2000,
			},
		];
	} finally {
		for (const receiver of receivers) receiver.kill('SIGKILL');
		rmSync(stateDir, {recursive: true, force: true});
	}
}
