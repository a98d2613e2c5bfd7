/** Finding one of 20,000 past conversations: from a key until what it leaves is on the screen. */
import {mkdtempSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {ccmonCommand} from '../test/support/ccmon.ts';
import {writeConversations} from './support/conversations.ts';
import {pressAndSee, startMonitor} from './support/monitor.ts';
import {configDirOf, run} from './support/program.ts';
import {percentile, type Row} from './support/row.ts';

const conversations = 20_000;
const words = ['kato', 'toremi', 'no', 'sutali kato', 'k t r', 'ba ze wo mi', 'zewo'];
const limitMs = 50;
/** Ctrl+U */
const clear = '\u0015';
const down = '\u001B[B';

export async function rows(): Promise<Row[]> {
	const home = mkdtempSync(path.join(tmpdir(), 'ccmon-bench-search-'));
	try {
		const bytes = writeConversations(configDirOf(home), conversations, Date.now() - 86_400_000);
		const first = await run([...ccmonCommand, 'sessions', '--search', 'kato', '--json'], home);
		const size = statSync(path.join(home, '.local/state/ccmon/ccmon.db')).size;
		const again = await run([...ccmonCommand, 'sessions', '--search', 'kato', '--json'], home);
		const {delays, moves, cpuMs} = await typeWords(home);
		const [middle, high] = [percentile(delays, 50), percentile(delays, 99)];
		const name = `search in ${conversations.toLocaleString('en')} conversations`;
		return [
			{
				name: `${name}: key → screen, p50 / p99 of ${delays.length}`,
				value: `${middle.toFixed(0)} / ${high.toFixed(0)} ms (an arrow there: ${percentile(moves, 50).toFixed(0)} / ${percentile(moves, 99).toFixed(0)} ms); ${cpuMs.toFixed(0)} ms of processor time a key`,
				limit: `≤ ${limitMs} ms`,
				ok: high <= limitMs,
			},
			{
				name: `${name}: the first, with its index of ${(bytes / 1e6).toFixed(0)} MB of prompts`,
				value: `${(first.ms / 1000).toFixed(1)} s, then ${again.ms.toFixed(0)} ms; ${(size / 1e6).toFixed(0)} MB on the disk`,
				limit: '',
				ok: true,
			},
		];
	} finally {
		rmSync(home, {recursive: true, force: true});
	}
}

/** Types the words letter by letter and deletes them again, at a person's pace. */
async function typeWords(home: string): Promise<{delays: number[]; moves: number[]; cpuMs: number}> {
	const monitor = startMonitor({home, args: ['--config-dir', configDirOf(home)]});
	/** What is searched for and how many were found, as the view shows it: `/ kato    1 of 812`. */
	const head = () => monitor.screen().find(line => /^\/ | \/ searches/.test(line));
	try {
		await monitor.until(screen => screen.some(line => line.includes('q quit')));
		monitor.press('R');
		await monitor.until(screen => screen.some(line => line.includes('Past conversations')));
		await monitor.until(screen => screen.some(line => /\d of 10,000 or more/.test(line) && !line.includes('reading')));
		const delays: number[] = [];
		const moves: number[] = [];
		const cpuBefore = monitor.cpuMs();
		let keys = 0;
		for (const text of words) {
			keys += text.length + 2;
			for (const key of text) {
				// A space alone changes nothing that can be seen.
				if (key === ' ') monitor.press(key);
				else delays.push(await pressAndSee(monitor, key, head));
				await sleep(60);
			}
			// The arrow searches nothing: how long a key takes here and now.
			moves.push(await pressAndSee(monitor, down, head));
			await sleep(60);
			delays.push(await pressAndSee(monitor, clear, head));
			await sleep(60);
		}
		return {delays, moves, cpuMs: (monitor.cpuMs() - cpuBefore) / keys};
	} finally {
		await monitor.stop();
	}
}
