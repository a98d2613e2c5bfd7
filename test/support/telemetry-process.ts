/** A process of its own that receives telemetry, as another ccmon would: emitted events are lines on its stdout. */
import {type ChildProcess, spawn} from 'node:child_process';
import {createInterface} from 'node:readline';
import type {SessionEvent} from '../../source/claude/events.ts';
import {waitFor} from './wait.ts';

const module = new URL('../../source/live/telemetry/watch.ts', import.meta.url).href;

const script = `
	import {createTelemetrySource} from ${JSON.stringify(module)};
	const [stateDir, port, token] = process.argv.slice(1);
	const source = createTelemetrySource({
		emit: event => console.log(JSON.stringify(event)),
		clock: {now: () => Date.now()},
		stateDir,
		settings: {port: Number(port), token},
		since: 0,
	});
	await source.ready;
	console.log('"ready"');
	process.on('SIGTERM', async () => {
		await source.close();
		process.exit(0);
	});
`;

export interface TelemetryProcess {
	child: ChildProcess;
	/** What it has emitted so far. */
	events: SessionEvent[];
}

/** Resolves once it listens. */
export async function startTelemetryProcess(stateDir: string, port: number, token: string): Promise<TelemetryProcess> {
	const child = spawn(process.execPath, ['--input-type=module', '-e', script, stateDir, String(port), token], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const events: SessionEvent[] = [];
	let ready = false;
	createInterface({input: child.stdout}).on('line', line => {
		const said = JSON.parse(line);
		if (said === 'ready') ready = true;
		else events.push(said);
	});
	await waitFor(() => ready, {what: 'the other process to listen'});
	return {child, events};
}
