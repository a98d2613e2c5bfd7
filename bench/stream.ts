/** `ccmon stream` behind a plain pipe: what it costs while nothing happens, and how soon a change is written. */
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {ccmonCommand, ccmonEnvironment} from '../test/support/ccmon.ts';
import {type LiveSession, startLiveFleet} from '../test/support/live-fleet.ts';
import {readStream, type StreamReader} from '../test/support/stream-reader.ts';
import {waitFor} from '../test/support/wait.ts';
import {percentile, type Row} from './support/row.ts';

const sessions = 20;
const restMs = 60_000;
const appends = 300;

export async function rows(): Promise<Row[]> {
	const home = mkdtempSync(path.join(tmpdir(), 'ccmon-bench-'));
	const fleet = await startLiveFleet({configDir: path.join(home, '.claude'), sessions, history: 100});
	const reader = readStream([...ccmonCommand, 'stream'], {env: ccmonEnvironment(home)});
	try {
		await waitFor(() => reader.sessions().length === sessions, {what: 'the sessions'});
		const resting = await idle(reader);
		return [...resting, await delays(reader, fleet.sessions[0]!)];
	} finally {
		reader.kill();
		await fleet.close();
		rmSync(home, {recursive: true, force: true});
	}
}

async function idle(reader: StreamReader): Promise<Row[]> {
	// A minute after the last request their rates are zero.
	await sleep(65_000);
	const cpu = cpuMs(reader.pid);
	const {read, written} = reader.bytes();
	await sleep(restMs);
	const share = ((cpuMs(reader.pid) - cpu) / restMs) * 100;
	const after = reader.bytes();
	const perSecond = (after.read - read + after.written - written) / (restMs / 1000);
	return [
		{
			name: `stream, ${sessions} idle sessions: processor`,
			value: `${share.toFixed(2)} % of a core`,
			limit: '≤ 0.5 %',
			ok: share <= 0.5,
		},
		{
			name: `stream, ${sessions} idle sessions: both ways`,
			value: `${perSecond.toFixed(0)} B/s`,
			limit: '≤ 100',
			ok: perSecond <= 100,
		},
	];
}

async function delays(reader: StreamReader, probe: LiveSession): Promise<Row> {
	const taken: number[] = [];
	const requests = () => reader.sessions().find(({pid}) => pid === probe.pid)?.usage.requests ?? 0;
	for (let n = 0; n < appends; n++) {
		const before = requests();
		const at = performance.now();
		probe.append();
		await waitFor(() => requests() > before, {what: 'the request', every: 1});
		taken.push(performance.now() - at);
		await sleep(20 + Math.random() * 100);
	}
	const [middle, high] = [percentile(taken, 50), percentile(taken, 99)];
	return {
		name: `stream, appended line → line out, p50 / p99 of ${appends}`,
		value: `${middle.toFixed(0)} / ${high.toFixed(0)} ms`,
		limit: '≤ 100 ms',
		ok: high <= 100,
	};
}

/** User and system. */
function cpuMs(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
		.replace(/^.*\) /, '')
		.split(' ');
	return (Number(fields[11]) + Number(fields[12])) * 10;
}
