/** Short conversations by the ten thousand, each with prompts of made-up words, to be searched. */
import {mkdirSync, utimesSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type Random, seededRandom} from '../../test/support/random.ts';

const syllables = 'ka to re mi no su ta li po ve ra ne do fi gu ba ze wo'.split(' ');

/** As many as a large vocabulary; the first are by far the most frequent, as in a language. */
function vocabulary(random: Random): () => string {
	const words = Array.from({length: 20_000}, () => {
		return Array.from({length: random.int(1, 4)}, () => random.pick(syllables)).join('');
	});
	return () => words[Math.floor(words.length * random.next() ** 3)]!;
}

/** Writes `count` transcripts of 5 to 25 prompts each, over a year, and gives how many bytes of prompts those are. */
export function writeConversations(configDir: string, count: number, end: number): number {
	const random = seededRandom(1);
	const word = vocabulary(random);
	let bytes = 0;
	for (let index = 0; index < count; index++) {
		const folder = `/home/dev/${word()}`;
		const sessionId = random.uuid();
		let at = end - Math.floor(random.next() * 365 * 86_400_000);
		const nextMinute = () => {
			at += 60_000;
			return new Date(at).toISOString();
		};
		const place = () => ({
			sessionId,
			cwd: folder,
			gitBranch: 'main',
			timestamp: nextMinute(),
		});
		const lines = Array.from({length: random.int(5, 25)}, (_, turn) => {
			const content = Array.from({length: random.int(3, 30)}, word).join(' ');
			bytes += content.length;
			const uuid = `${sessionId}-${turn}`;
			return JSON.stringify({
				type: 'user',
				uuid,
				message: {role: 'user', content},
				origin: {kind: 'human'},
				...place(),
			});
		});
		const usage = {input_tokens: random.int(1, 50), output_tokens: random.int(1, 900)};
		const message = {id: `msg_${random.hex(16)}`, type: 'message', role: 'assistant', model: 'claude-opus-5-5', usage};
		lines.push(
			JSON.stringify({type: 'assistant', uuid: random.uuid(), message: {...message, content: []}, ...place()}),
		);
		const project = path.join(configDir, 'projects', folder.replaceAll('/', '-'));
		mkdirSync(project, {recursive: true});
		const file = path.join(project, `${sessionId}.jsonl`);
		writeFileSync(file, `${lines.join('\n')}\n`);
		// Not all of them today: those are looked at again and again, for sessions that are in no registry.
		utimesSync(file, at / 1000, at / 1000);
	}
	return bytes;
}
