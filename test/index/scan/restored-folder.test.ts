/** A config folder that was restored from a backup, and another one that came into its place. */
import {cpSync, mkdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {openIndexedHistory} from '../../../source/index/scan/index-history.ts';
import {answerLine} from '../../claude/transcript/read.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {readTotals} from '../totals.ts';

let folder: TemporaryFolder;
let configDir: string;
let databasePath: string;
beforeEach(() => {
	folder = temporaryFolder();
	configDir = folder.at('claude');
	databasePath = folder.at('ccmon.db');
});
afterEach(() => folder.remove());

const transcript = (letter: string) => join(configDir, 'projects', 'p', `${letter.repeat(8)}-0000-4000-8000-0.jsonl`);

function write(letter: string, outputTokens: number): void {
	mkdirSync(join(configDir, 'projects', 'p'), {recursive: true});
	const usage = {input_tokens: 1, output_tokens: outputTokens};
	writeFileSync(transcript(letter), `${JSON.stringify(answerLine({id: `msg_${letter}`, usage}))}\n`);
}

/** Output tokens of all folders that were ever read, and how many these are. */
async function scan(): Promise<[tokens: number, folders: number]> {
	const {database} = await openIndexedHistory({databasePath, configDirs: [configDir], now: () => 0});
	database?.close();
	const reader = new DatabaseSync(databasePath, {readOnly: true});
	const {length} = reader.prepare('SELECT * FROM folder').all();
	reader.close();
	return [
		Object.values(readTotals(databasePath).byModel).reduce((sum, {outputTokens}) => sum + outputTokens, 0),
		length,
	];
}

test('a restored folder keeps what was counted of transcripts that were gone before', async () => {
	write('a', 100);
	write('b', 20);
	expect(await scan()).toEqual([120, 1]);
	rmSync(transcript('a'));
	cpSync(configDir, folder.at('backup'), {recursive: true});
	rmSync(configDir, {recursive: true});
	cpSync(folder.at('backup'), configDir, {recursive: true});
	expect(await scan()).toEqual([120, 1]);
});

test('a folder in the place of one that was renamed is another one', async () => {
	write('a', 100);
	await scan();
	renameSync(configDir, folder.at('elsewhere'));
	write('b', 20);
	expect(await scan()).toEqual([120, 2]);
});
