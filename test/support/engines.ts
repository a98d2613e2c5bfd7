/** Servers with Prometheus's API from Debian's packages `prometheus` and `victoria-metrics`, on loopback, small. */
import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type TemporaryFolder, temporaryFolder} from './environment.ts';
import {freePort} from './free-port.ts';
import {waitFor} from './wait.ts';

export const engineNames = ['prometheus', 'victoria-metrics'] as const;
export type EngineName = (typeof engineNames)[number];

export interface Engine {
	url: string;
	writeUrl: string;
	/** Ends it, keeping its data. */
	end(): Promise<void>;
	/** Ends it and starts it again on the same port. */
	restart(): Promise<void>;
	/** Processor time that it has used since it was started, in ms. */
	cpuMs(): number;
	/** What was written is found by queries from now on. */
	settle(): Promise<void>;
	stop(): Promise<void>;
}

/** Where the packages were unpacked to, else where they were installed. */
const folders = [process.env.CCMON_TEST_ENGINES, '/usr/bin', '/usr/local/bin'].filter(folder => folder !== undefined);

function findEngine(name: EngineName): string | null {
	return folders.map(folder => path.join(folder, name)).find(existsSync) ?? null;
}

/** Whether tests can start them here. With CI set they must: what CI promises to have tested, it tests. */
export const hasEngines = process.env.CI !== undefined || engineNames.every(name => findEngine(name) !== null);
if (!hasEngines) console.warn(`Skipped: tests of a team's figures need ${engineNames.join(' and ')} to be installed.`);

export interface EngineOptions {
	/** How late Prometheus takes samples, as in `30d`; by default not at all. */
	lateWindow?: string;
}

/** Throws when the package is not installed. */
export async function startEngine(name: EngineName, {lateWindow}: EngineOptions = {}): Promise<Engine> {
	const program = findEngine(name);
	if (program === null) throw new Error(`${name} is not installed: apt-get install -y ${name}`);
	const folder = temporaryFolder(`ccmon-${name}`);
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const args = argumentsOf(name, folder, port, lateWindow);
	let child: ChildProcess;
	const start = async () => {
		child = spawn(program, args, {stdio: 'ignore', env: {PATH: '/usr/bin:/bin', TZ: 'UTC', GOMAXPROCS: '2'}});
		await waitFor(async () => (await fetch(`${url}${name === 'prometheus' ? '/-/ready' : '/health'}`)).ok, {
			what: `${name} to be ready`,
			timeout: 60_000,
		});
	};
	const stop = async () => {
		if (child.exitCode !== null || child.signalCode !== null) return;
		const ended = new Promise(resolve => child.once('exit', resolve));
		child.kill('SIGTERM');
		await ended;
	};
	await start();
	return {
		url,
		writeUrl: `${url}/api/v1/write`,
		end: stop,
		async restart() {
			await stop();
			await start();
		},
		cpuMs() {
			const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
			// User and system time, in ticks of 10 ms.
			const [user, system] = stat
				.slice(stat.lastIndexOf(')') + 2)
				.split(' ')
				.slice(11, 13);
			return (Number(user) + Number(system)) * 10;
		},
		async settle() {
			if (name === 'victoria-metrics') await fetch(`${url}/internal/force_flush`);
		},
		async stop() {
			await stop();
			folder.remove();
		},
	};
}

function argumentsOf(name: EngineName, folder: TemporaryFolder, port: number, lateWindow?: string): string[] {
	const data = folder.at('data');
	if (name === 'victoria-metrics') {
		return [
			`-storageDataPath=${data}`,
			`-httpListenAddr=127.0.0.1:${port}`,
			'-retentionPeriod=3',
			'-search.latencyOffset=1s',
			'-memory.allowedBytes=400MB',
		];
	}
	mkdirSync(data);
	const late = lateWindow ? `storage: {tsdb: {out_of_order_time_window: ${lateWindow}}}\n` : '';
	writeFileSync(folder.at('prometheus.yml'), late);
	return [
		`--config.file=${folder.at('prometheus.yml')}`,
		`--storage.tsdb.path=${data}`,
		'--storage.tsdb.retention.time=90d',
		`--web.listen-address=127.0.0.1:${port}`,
		'--web.enable-remote-write-receiver',
		// A month that is written at once would otherwise be cut into hundreds of blocks.
		'--storage.tsdb.min-block-duration=1d',
	];
}
