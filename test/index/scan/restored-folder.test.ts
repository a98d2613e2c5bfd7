/** A config folder that was restored from a backup, and another one that came into its place. */
import {cpSync, mkdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {answerLine} from '../../claude/transcript/read.ts';
import {createIndexed, type Indexed} from '../indexed.ts';
import {readTotals} from '../totals.ts';

let indexed: Indexed;
beforeEach(() => {
	indexed = createIndexed(() => 0);
});
afterEach(() => indexed.folder.remove());

const transcript = (letter: string) =>
	join(indexed.configDir, 'projects', 'p', `${letter.repeat(8)}-0000-4000-8000-0.jsonl`);

function write(letter: string, outputTokens: number): void {
	mkdirSync(join(indexed.configDir, 'projects', 'p'), {recursive: true});
	const usage = {input_tokens: 1, output_tokens: outputTokens};
	writeFileSync(transcript(letter), `${JSON.stringify(answerLine({id: `msg_${letter}`, usage}))}\n`);
}

/** Output tokens of all folders that were ever read, and how many these are. */
async function scan(): Promise<[tokens: number, folders: number]> {
	await indexed.index();
	const reader = new DatabaseSync(indexed.databasePath, {readOnly: true});
	const {length} = reader.prepare('SELECT * FROM folder').all();
	reader.close();
	return [
		Object.values(readTotals(indexed.databasePath).byModel).reduce((sum, {outputTokens}) => sum + outputTokens, 0),
		length,
	];
}

test('a restored folder keeps what was counted of transcripts that were gone before', async () => {
	write('a', 100);
	write('b', 20);
	expect(await scan()).toEqual([120, 1]);
	rmSync(transcript('a'));
	cpSync(indexed.configDir, indexed.folder.at('backup'), {recursive: true});
	rmSync(indexed.configDir, {recursive: true});
	cpSync(indexed.folder.at('backup'), indexed.configDir, {recursive: true});
	expect(await scan()).toEqual([120, 1]);
});

test('a folder in the place of one that was renamed is another one', async () => {
	write('a', 100);
	await scan();
	renameSync(indexed.configDir, indexed.folder.at('elsewhere'));
	write('b', 20);
	expect(await scan()).toEqual([120, 2]);
});
