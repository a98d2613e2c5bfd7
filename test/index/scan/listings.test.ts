import {mkdirSync, rmSync, statSync, utimesSync, writeFileSync} from 'node:fs';
import {join, relative} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {openIndexedHistory} from '../../../source/index/scan/index-history.ts';
import {openIndex} from '../../../source/index/schema.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {answerLine} from '../transcript-files.ts';

const sessionId = '2cb60385-5c98-42a1-af7d-abd6bf43d249';
const hour = 3_600_000;

let folder: TemporaryFolder;
let subagents: string;
beforeEach(() => {
	folder = temporaryFolder();
	subagents = folder.at('claude', 'projects', 'p', sessionId, 'subagents');
	mkdirSync(subagents, {recursive: true});
	addAgent('a1');
});
afterEach(() => folder.remove());

function addAgent(agentId: string): void {
	const line = answerLine({id: agentId, at: '2026-11-20T12:00:00.000Z', sessionId, cwd: '/p', outputTokens: 1});
	writeFileSync(join(subagents, `agent-${agentId}.jsonl`), `${line}\n`);
}

function listed(): string[] {
	const {database} = openIndex({path: folder.at('state', 'ccmon.db'), now: Date.now});
	const paths = database!.prepare('SELECT path FROM listing').all();
	database!.close();
	return paths.map(({path}) => relative(folder.at('claude', 'projects'), String(path)));
}

/** How many files had changed, looked at so many hours from now. */
async function scan(hours: number, configDir = folder.at('claude')): Promise<number> {
	const now = () => Date.now() + hours * hour;
	const options = {databasePath: folder.at('state', 'ccmon.db'), configDirs: [configDir], now};
	const {database, files} = await openIndexedHistory(options);
	database?.close();
	return files;
}

/** The folder's clock did not move on. */
function inOneTick(change: () => void): void {
	const {atime, mtime} = statSync(subagents);
	change();
	utimesSync(subagents, atime, mtime);
}

test('finds what is new in a folder, and ignores what is gone', async () => {
	expect(await scan(1)).toBe(1);
	expect(await scan(2)).toBe(0);
	addAgent('a2');
	expect(await scan(3)).toBe(1);
	rmSync(join(subagents, 'agent-a1.jsonl'));
	addAgent('a3');
	expect(await scan(4)).toBe(1);
});

test('reads on in a known file, even if its folder is unchanged', async () => {
	await scan(1);
	inOneTick(() => writeFileSync(join(subagents, 'agent-a1.jsonl'), '{}\n'.repeat(9)));
	expect(await scan(2)).toBe(1);
});

test('lists a folder again if it had just changed, but not one at rest', async () => {
	await scan(0);
	inOneTick(() => addAgent('a2'));
	expect(await scan(1)).toBe(1);
	inOneTick(() => addAgent('a3'));
	expect(await scan(2)).toBe(0);
});

test('a folder that was removed is forgotten, one that was not asked for is kept', async () => {
	const other = folder.at('claude', 'projects', 'q', sessionId, 'subagents');
	mkdirSync(other, {recursive: true});
	await scan(1);
	expect(listed()).toContain(join('p', sessionId, 'subagents'));
	expect(listed()).toContain(join('q', sessionId, 'subagents'));
	rmSync(folder.at('claude', 'projects', 'q'), {recursive: true});
	const elsewhere = folder.at('other', 'projects', 'r', sessionId, 'subagents');
	mkdirSync(elsewhere, {recursive: true});
	await scan(2, folder.at('other'));
	expect(
		listed()
			.filter(path => path.endsWith('subagents'))
			.sort(),
	).toEqual([join('..', '..', 'other', 'projects', 'r', sessionId, 'subagents'), join('p', sessionId, 'subagents')]);
});
