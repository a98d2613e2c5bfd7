/** What `ccmon run` adds to each key: the same keys to a program that echoes them, with it and without. */
import {chmodSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {ccmonCommand, ccmonEnvironment} from '../test/support/ccmon.ts';
import {openInPty} from './support/monitor.ts';
import {median, percentile, type Row} from './support/row.ts';

const keys = 500;
const rounds = 3;

export async function rows(): Promise<Row[]> {
	const home = mkdtempSync(path.join(tmpdir(), 'ccmon-bench-'));
	const echo = path.join(home, 'echo');
	// Each byte comes back at once, as from a prompt box that needs no time to draw.
	writeFileSync(echo, '#!/bin/sh\nstty raw -echo\nprintf ready\nexec cat\n');
	chmodSync(echo, 0o755);
	try {
		const direct: number[] = [];
		const through: number[] = [];
		// In turn: what else the machine does affects both.
		for (let round = 0; round < rounds; round++) {
			direct.push(...(await keyTimes([echo], home, echo)));
			through.push(...(await keyTimes([...ccmonCommand, 'run'], home, echo)));
		}
		const added = median(through) - median(direct);
		const late = percentile(through, 99) - percentile(direct, 99);
		const of = (values: number[]) => median(values).toFixed(2);
		return [
			{
				name: `ccmon run: added to a key, median of ${through.length}`,
				value: `${added.toFixed(2)} ms (${of(direct)} → ${of(through)})`,
				limit: '≤ 5 ms',
				ok: added <= 5,
			},
			{name: 'ccmon run: added to a key, 99th percentile', value: `${late.toFixed(2)} ms`, limit: '–', ok: true},
		];
	} finally {
		rmSync(home, {recursive: true, force: true});
	}
}

/** Milliseconds from each key until it is seen again, one after the other. */
async function keyTimes(command: readonly string[], home: string, echo: string): Promise<number[]> {
	const pty = openInPty(command, {...ccmonEnvironment(home), XDG_RUNTIME_DIR: home, CCMON_CLAUDE: echo});
	const ended = new Promise<void>(resolve => pty.onExit(() => resolve()));
	let seen = (_data: string): void => undefined;
	pty.onData(data => seen(data));
	const until = (text: string) =>
		new Promise<void>(resolve => {
			let so = '';
			seen = data => {
				so += data;
				if (so.includes(text)) resolve();
			};
		});
	await until('ready');
	const times: number[] = [];
	for (let key = 0; key < keys; key++) {
		const letter = String.fromCharCode(97 + (key % 26));
		const back = until(letter);
		const at = performance.now();
		pty.write(letter);
		await back;
		times.push(performance.now() - at);
		// A person does not type without pause.
		await new Promise(resolve => setTimeout(resolve, 2));
	}
	pty.kill('SIGTERM');
	await ended;
	return times;
}
