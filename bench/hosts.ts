/** Ten other machines in the list, behind a real sshd on loopback: what they cost here, and how soon a change there shows. */
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {ccmonEnvironment} from '../test/support/ccmon.ts';
import {type LiveFleet, startLiveFleet} from '../test/support/live-fleet.ts';
import {hasSshd, startSshServer} from '../test/support/ssh-server.ts';
import {type RunningMonitor, startMonitor} from './support/monitor.ts';
import {median, percentile, type Row} from './support/row.ts';

const hosts = 10;
const sessions = 20;
const appends = 200;
const restMs = 60_000;
const rounds = 7;

export async function rows(): Promise<Row[]> {
	if (!hasSshd) return [{name: 'hosts', value: 'no sshd here', limit: '', ok: true}];
	const folder = mkdtempSync(path.join(tmpdir(), 'ccmon-bench-'));
	const server = await startSshServer();
	const fleets: LiveFleet[] = [];
	try {
		const names = Array.from({length: hosts}, (_, index) => `host-${index}`);
		for (const [index, name] of names.entries()) {
			const home = path.join(folder, name);
			fleets.push(
				await startLiveFleet({configDir: path.join(home, '.claude'), sessions, history: 20, prefix: name, seed: index}),
			);
			server.machine(name, {env: ccmonEnvironment(home)});
		}
		const here = path.join(folder, 'here');
		fleets.push(await startLiveFleet({configDir: path.join(here, '.claude'), sessions: 3, prefix: 'own'}));
		mkdirSync(path.join(here, '.config', 'ccmon'), {recursive: true});
		const env = {PATH: `${server.programs}:/usr/bin:/bin`};
		const config = names.map(name => `[hosts.${name}]\nssh = "${name}"\n`).join('\n');
		writeFileSync(path.join(here, '.config', 'ccmon', 'config.toml'), config);

		const first = await firstFrames(here, env);
		const monitor = startMonitor({home: here, args: [], env});
		await monitor.until(screen => screen.some(line => line.includes(`${hosts * sessions + 3} sessions`)), 120_000);
		const delay = await delays(monitor, fleets[0]!);
		const resting = await idle(monitor);
		await monitor.stop();
		return [first, delay, ...resting];
	} finally {
		for (const fleet of fleets) await fleet.close();
		await server.close();
		rmSync(folder, {recursive: true, force: true});
	}
}

/** Until this machine's sessions are on the screen, with and without the hosts in the config, in turn. */
async function firstFrames(home: string, env: Record<string, string>): Promise<Row> {
	const take = async (args: readonly string[]) => {
		const monitor = startMonitor({home, args, env});
		const seen = await monitor.until(screen => screen.some(line => line.includes('own-1')));
		await monitor.stop();
		return seen - monitor.startedAt;
	};
	await take([]);
	const ratios: number[] = [];
	for (let round = 0; round < rounds; round++) {
		const without = await take(['--no-hosts']);
		ratios.push((await take([])) / without);
	}
	const ratio = median(ratios);
	return {
		name: `first frame with ${hosts} hosts ÷ with none`,
		value: `${ratio.toFixed(2)}×`,
		limit: '≤ 1.10×',
		ok: ratio <= 1.1,
	};
}

/** From an appended line there until the row here changes. */
async function delays(monitor: RunningMonitor, fleet: LiveFleet): Promise<Row> {
	const [probe] = fleet.sessions;
	// The list is longer than the screen.
	monitor.press('/');
	await sleep(200);
	monitor.press(`${probe!.name}\r`);
	const row = () => monitor.screen().find(line => line.includes(probe!.name)) ?? '';
	await monitor.until(() => row() !== '');
	const taken: number[] = [];
	for (let n = 0; n < appends; n++) {
		const before = row();
		const at = performance.now();
		probe!.append();
		taken.push((await monitor.until(() => row() !== before && row() !== '')) - at);
		await sleep(150 + Math.random() * 200);
	}
	const [middle, high] = [percentile(taken, 50), percentile(taken, 99)];
	return {
		name: `appended line there → screen here, p50 / p99 of ${appends}`,
		value: `${middle.toFixed(0)} / ${high.toFixed(0)} ms`,
		limit: '≤ 250 ms',
		ok: high <= 250,
	};
}

async function idle(monitor: RunningMonitor): Promise<Row[]> {
	// A minute after the last request their rates are zero.
	await sleep(65_000);
	const cpu = monitor.cpuMs();
	await sleep(restMs);
	const share = ((monitor.cpuMs() - cpu) / restMs) * 100;
	return [
		{
			name: `${hosts} hosts of ${sessions} idle sessions: processor here`,
			value: `${share.toFixed(2)} % of a core`,
			limit: '≤ 1 %',
			ok: share <= 1,
		},
		{
			name: `${hosts} hosts of ${sessions} sessions: memory here`,
			value: `${monitor.rssMb().toFixed(0)} MB`,
			limit: '≤ 160 MB',
			ok: monitor.rssMb() <= 160,
		},
	];
}
