/** What a long transcript of a running session costs a look at it, beside `wc -l`; how much memory an endless line takes. */
import {appendFileSync, mkdirSync, rmSync} from 'node:fs';
import path from 'node:path';
import type {CcmonOutput} from '../test/support/ccmon.ts';
import {temporaryFolder} from '../test/support/environment.ts';
import {type LiveSession, startLiveFleet} from '../test/support/live-fleet.ts';
import {writeLongTranscript} from './support/long-transcript.ts';
import {configDirOf, type Home, type Run, run, runOnce} from './support/program.ts';
import type {Row} from './support/row.ts';

const megabyte = 2 ** 20;
const rounds = 15;

interface Look {
	home: Home;
	transcript: string;
	/** Requests that a look must find. */
	requests: number;
	close(): Promise<void>;
}

export async function rows(): Promise<Row[]> {
	const folder = temporaryFolder('ccmon-bench');
	const looks: Look[] = [];
	/** A home with one running session, whose transcript is written by `write`. */
	const lookAt = async (name: string, write: (session: LiveSession) => number): Promise<Look> => {
		const home = folder.at(name);
		mkdirSync(home);
		const fleet = await startLiveFleet({configDir: configDirOf(home), sessions: 1, history: 1});
		const [session] = fleet.sessions as [LiveSession];
		const look = {home, transcript: session.transcript(), requests: write(session), close: () => fleet.close()};
		looks.push(look);
		return look;
	};
	try {
		const short = await lookAt('short', () => 1);
		const long = await lookAt('long', session =>
			writeLongTranscript(session.transcript(), {
				bytes: 100 * megabyte,
				sessionId: session.sessionId(),
				cwd: session.cwd,
			}),
		);
		const line = await lookAt('line', session => {
			endlessLine(session.transcript(), 200 * megabyte);
			return 1;
		});
		return [await besideWc(long, short), await memoryOfOneLine(line, short)];
	} finally {
		for (const look of looks) await look.close();
		folder.remove();
	}
}

/** For the first time: nothing of it is indexed. */
async function look({home, requests}: Look): Promise<Run> {
	rmSync(path.join(home, '.local'), {recursive: true, force: true});
	const ran = await runOnce(home);
	const found = (JSON.parse(ran.stdout) as CcmonOutput).sessions[0]?.usage.requests;
	if (found !== requests) throw new Error(`${found} requests found of ${requests}`);
	return ran;
}

/**
 * Each in turn, so that what else the machine does affects all equally; the quickest of each is the least disturbed. What the
 * same command takes for a transcript of one request is its start-up.
 */
async function besideWc(long: Look, short: Look): Promise<Row> {
	const times = {wc: [] as number[], short: [] as number[], long: [] as number[]};
	for (let round = 0; round < rounds; round++) {
		times.wc.push((await run(['wc', '-l', long.transcript], long.home)).ms);
		times.short.push((await look(short)).ms);
		times.long.push((await look(long)).ms);
	}
	const [wc, start] = [Math.min(...times.wc), Math.min(...times.short)];
	const reading = Math.min(...times.long) - start;
	return {
		name: '--once --json of a session with 100 MB, start-up left out ÷ wc -l',
		value: `${(reading / wc).toFixed(2)}× (${reading.toFixed(0)} ms, wc ${wc.toFixed(0)} ms, start-up ${start.toFixed(0)} ms)`,
		limit: '≤ 2×',
		ok: reading / wc <= 2,
	};
}

async function memoryOfOneLine(line: Look, short: Look): Promise<Row> {
	const rise = (await look(line)).peakRssMb - (await look(short)).peakRssMb;
	return {
		name: '--once --json of a session with a line of 200 MB: peak RSS above that of a short one',
		value: `+${rise.toFixed(0)} MB`,
		limit: '≤ 64 MB',
		ok: rise <= 64,
	};
}

/** After what is there already. */
function endlessLine(file: string, bytes: number): void {
	const head = '{"parentUuid":null,"type":"user","message":{"role":"user","content":[{"type":"tool_result","content":"';
	appendFileSync(file, head);
	for (let written = 0; written < bytes; written += megabyte) appendFileSync(file, Buffer.alloc(megabyte, 'x'));
	appendFileSync(file, '"}]}}\n');
}
