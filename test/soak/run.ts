/**
 * `npm run soak -- [--requests N] [--hours N] [--minutes N] [--sessions N] [--seed N]`: a day of heavy use, 23 hours of it,
 * in half an hour. Made-up sessions come, clear, delegate and go, with transcripts and telemetry, while the monitor is
 * open; now and then all of them rest, and what ccmon says is compared with what they know that they have spent. Prints a
 * table; the exit code is 1 when memory or descriptors grew, or a total was wrong.
 */
import {mkdirSync, readdirSync} from 'node:fs';
import http from 'node:http';
import {setTimeout as sleep} from 'node:timers/promises';
import {parseArgs} from 'node:util';
import {type RunningMonitor, startMonitor} from '../../bench/support/monitor.ts';
import {configDirOf, setUp} from '../../bench/support/program.ts';
import {runCcmon} from '../support/ccmon.ts';
import {temporaryFolder} from '../support/environment.ts';
import {seededRandom} from '../support/random.ts';
import {type SoakClaude, startSoakClaude} from './claude.ts';
import {type SoakClock, startClock} from './clock.ts';
import {createSoakTruth, type SoakSums} from './truth.ts';

const checks = 20;
const tickMs = 200;
const maxRssMb = 160;

const {values} = parseArgs({
	options: {
		requests: {type: 'string', default: '2000000'},
		hours: {type: 'string', default: '23'},
		minutes: {type: 'string', default: '30'},
		sessions: {type: 'string', default: '20'},
		seed: {type: 'string', default: String(Date.now() % 2 ** 31)},
	},
});
const [requests, minutes, count] = [Number(values.requests), Number(values.minutes), Number(values.sessions)];
const hours = Number(values.hours);

const folder = temporaryFolder('ccmon-soak');
const home = folder.path;
const configDir = configDirOf(home);
mkdirSync(`${configDir}/sessions`, {recursive: true});
const telemetry = await setUp(home);
const clock = startClock((hours * 60) / minutes);
const random = seededRandom(Number(values.seed));
const truth = createSoakTruth();
const agent = new http.Agent({keepAlive: true, maxSockets: count});
/** Of a conversation: some four thousand of them in a day. */
const perDay = (requests * 23) / hours;
const lengths = [Math.ceil(perDay / 20_000), Math.ceil(perDay / 2000)] as const;

let ended = 0;
const faults = new Set<string>();

function start(slot: number): SoakClaude {
	const name = `soak-${slot + 1}`;
	const place = {configDir, cwd: `/home/dev/work/${name}`, name, telemetry: {...telemetry, agent}};
	return startSoakClaude({...place, random, truth, lengths}, clock.now());
}
const sessions = Array.from({length: count}, (_, slot) => ({claude: start(slot), restsUntil: 0}));

/** So many requests of those that are awake, since the last time; then they write and send. */
async function work(due: number, since: number, until: number): Promise<void> {
	const awake = sessions.filter(({restsUntil}) => restsUntil < until);
	for (let one = 1; one <= due; one++) {
		const session = random.pick(awake.length > count / 3 ? awake : sessions);
		session.claude.step(Math.floor(since + ((until - since) * one) / due));
	}
	for (const [slot, session] of sessions.entries()) {
		if (random.chance(0.003)) session.restsUntil = until + random.int(5, 40) * 60_000;
		const isOver = session.claude.isDone() && random.chance(0.2);
		if (isOver) session.claude.end();
		await session.claude.flush().catch((error: Error) => void faults.add(`telemetry: ${error.message}`));
		if (!isOver) continue;
		ended += session.claude.conversations();
		session.claude = start(slot);
	}
}

const shownUsd = (monitor: RunningMonitor) =>
	Number(/today \W{0,3}\$([\d,.]+)/.exec(monitor.screen().join('\n'))?.[1]?.replaceAll(',', '') ?? Number.NaN);

/** What the report says in excess of the truth. */
async function reportDifference(sums: SoakSums, env: SoakClock['env']) {
	const ran = await runCcmon(['report', '--json'], {home, env, timeout: 300_000});
	const {totals, problems} = JSON.parse(ran.stdout);
	for (const {path, message} of problems) faults.add(`${path}: ${message}`);
	const tokens =
		totals.inputTokens +
		totals.outputTokens +
		totals.cacheReadInputTokens +
		totals.cacheCreation5mInputTokens +
		totals.cacheCreation1hInputTokens;
	return {
		requests: totals.messages - sums.requests,
		tokens: tokens - sums.input - sums.output - sums.cacheRead - sums.cacheCreation,
		usd: totals.costUsd - sums.usd,
		basis: `${totals.basis}${totals.partial ? ' ≥' : ''}`,
	};
}

const widths = [7, 11, 14, 9, 9, 5, 6, 30, 14];
const print = (...cells: string[]) => console.log(cells.map((cell, at) => cell.padStart(widths[at]!)).join(''));
const fdsOf = (pid: number) => readdirSync(`/proc/${pid}/fd`).length;

/** All rest: the screen and a report are compared with what was spent. */
async function check(monitor: RunningMonitor, cpuShare: number): Promise<number> {
	const sums = truth.sums();
	agent.destroy();
	const isShown = () => Math.abs(shownUsd(monitor) - sums.usd) < 0.0051;
	for (let waited = 0; !isShown() && waited < 20_000; waited += 100) await sleep(100);
	const {requests, tokens, usd, basis} = await reportDifference(sums, clock.env);
	const shown = shownUsd(monitor);
	const fds = fdsOf(monitor.pid);
	const time = new Date(clock.now());
	const conversations = ended + sessions.reduce((sum, {claude}) => sum + claude.conversations(), 0);
	print(
		`${String(time.getUTCHours()).padStart(2, '0')}:${String(time.getUTCMinutes()).padStart(2, '0')}`,
		...[sums.requests, conversations].map(value => value.toLocaleString('en')),
		`${monitor.rssMb().toFixed(0)} MB`,
		`${monitor.peakRssMb().toFixed(0)} MB`,
		...[String(fds), `${(cpuShare * 100).toFixed(0)} %`],
		`${requests} / ${tokens} / $${usd.toFixed(6)} ${basis}`,
		`$${shown} ${isShown() ? '=' : `≠ ${sums.usd.toFixed(2)}`}`,
	);
	if (requests !== 0 || tokens !== 0 || Math.abs(usd) > 1e-6) faults.add('a report’s totals were wrong');
	if (!isShown()) faults.add('the screen’s total was wrong');
	if (monitor.peakRssMb() > maxRssMb) faults.add(`more than ${maxRssMb} MB`);
	return fds;
}

console.log(
	`seed ${values.seed}; ${requests} requests, ${count} sessions, ${hours} hours in ${minutes} minutes; ${home}`,
);
print('time', 'requests', 'conversations', 'RSS', 'peak', 'fds', 'cpu', 'report − truth', 'screen');
const monitor = startMonitor({home, args: [], env: clock.env});
try {
	await monitor.until(screen => screen.some(line => line.includes('soak-1 ')));
	const perMs = requests / (minutes * 60_000);
	const fds: number[] = [];
	let [made, since, debt, checkedAt, checkedCpu] = [0, clock.now(), 0, performance.now(), monitor.cpuMs()];
	let last = performance.now();
	while (made < requests) {
		const now = performance.now();
		debt += perMs * Math.min(1000, now - last);
		last = now;
		const due = Math.min(requests - made, Math.floor(debt));
		debt -= due;
		const until = clock.now();
		await work(due, since, until);
		since = until;
		const before = Math.floor((made * checks) / requests);
		made += due;
		if (Math.floor((made * checks) / requests) > before) {
			fds.push(await check(monitor, (monitor.cpuMs() - checkedCpu) / (performance.now() - checkedAt)));
			[checkedAt, checkedCpu] = [performance.now(), monitor.cpuMs()];
			last = performance.now();
		}
		await sleep(Math.max(0, tickMs - (performance.now() - now)));
	}
	if (Math.max(...fds) > (fds[0] ?? 0)) faults.add(`descriptors grew from ${fds[0]} to ${Math.max(...fds)}`);
} finally {
	for (const {claude} of sessions) claude.end();
	await monitor.stop();
	folder.remove();
}
for (const fault of faults) console.log(fault);
process.exit(faults.size === 0 ? 0 : 1);
