/** Which window a compaction came by is known from what was set when it was read. */
import {spawn} from 'node:child_process';
import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {afterEach, beforeEach, expect, onTestFinished, test} from 'vitest';
import {identitiesOf} from '../../source/index/folder-rows.ts';
import {createIndexReader} from '../../source/index/load.ts';
import {openIndex} from '../../source/index/schema.ts';
import {readProcessVariables, readProcStart} from '../../source/platform/process.ts';
import {waitFor} from '../support/wait.ts';
import {createIndexed, type Indexed} from './indexed.ts';
import {answerLine, compactionLine, writeTranscript} from './transcript-files.ts';

const one = '11111111-1111-4111-8111-111111111111';
const ten = Date.parse('2026-11-20T10:00:00.000Z');

let index: Indexed;
beforeEach(() => {
	index = createIndexed();
});
afterEach(() => index.folder.remove());

function put(name: string, content: object): string {
	const file = index.folder.at(name);
	mkdirSync(dirname(file), {recursive: true});
	writeFileSync(file, JSON.stringify(content));
	return file;
}

/** What `sqlite3` shows of them, and what counts for a window that is not set. */
function compactions() {
	const {database} = openIndex({path: index.databasePath, now: Date.now});
	const rows = database!.prepare('SELECT pre_tokens, window_tokens FROM compaction ORDER BY at').all();
	const seen = createIndexReader(database!, identitiesOf([index.configDir])).compactions();
	database!.close();
	return {rows: rows.map(row => Object.values(row)), seen: seen.map(({preTokens}) => preTokens)};
}

/** Opus 4.5 has a window of 200,000 tokens. */
const answer = () =>
	answerLine({id: 'a', at: new Date(ten).toISOString(), sessionId: one, cwd: index.folder.at('api'), inputTokens: 9});
const compacted = (n: number, preTokens: number, trigger: 'auto' | 'manual' = 'auto') =>
	compactionLine(one, `c${n}`, trigger, preTokens, ten + n * 1000);

test('a window set in a settings file is kept with the compactions that it explains, and those count no longer', async () => {
	const settings = put('claude/settings.json', {autoCompactWindow: 150_000});
	const lines = [answer(), compacted(1, 118_000), compacted(2, 90_000, 'manual')];
	writeTranscript(index.configDir, one, lines);
	await index.scan();
	expect(compactions()).toEqual({
		rows: [
			[118_000, 150_000],
			[90_000, null],
		],
		seen: [],
	});
	rmSync(settings);
	writeTranscript(index.configDir, one, [...lines, compacted(3, 168_000)]);
	await index.scan();
	expect(compactions()).toEqual({
		rows: [
			[118_000, 150_000],
			[90_000, null],
			[168_000, null],
		],
		seen: [168_000],
	});
});

test('the project’s window counts, and what it does not explain is what was seen', async () => {
	put('api/.claude/settings.json', {autoCompactWindow: 180_000});
	writeTranscript(index.configDir, one, [
		answer(),
		compacted(1, 118_000),
		compacted(2, 150_000),
		compacted(3, 170_000),
	]);
	await index.scan();
	expect(compactions()).toEqual({
		rows: [
			[118_000, null],
			[150_000, 180_000],
			[170_000, null],
		],
		seen: [170_000, 118_000],
	});
});

/** Elsewhere another process's variables cannot be read. */
test.runIf(process.platform === 'linux')('a variable of the process that is in the conversation counts', async () => {
	const env = {CLAUDE_CODE_AUTO_COMPACT_WINDOW: '150000', PATH: process.env.PATH ?? ''};
	const child = spawn('sh', ['-c', 'read line'], {stdio: ['pipe', 'ignore', 'ignore'], env});
	onTestFinished(() => void child.kill('SIGKILL'));
	const pid = child.pid!;
	await waitFor(() => readProcessVariables(pid, Object.keys(env))?.CLAUDE_CODE_AUTO_COMPACT_WINDOW, {
		what: 'its environment',
	});
	const entry = {pid, sessionId: one, cwd: index.folder.at('api'), procStart: readProcStart(pid), status: 'idle'};
	put(`claude/sessions/${pid}.json`, entry);
	writeTranscript(index.configDir, one, [answer(), compacted(1, 118_000)]);
	await index.scan();
	expect(compactions()).toEqual({rows: [[118_000, 150_000]], seen: []});
});
