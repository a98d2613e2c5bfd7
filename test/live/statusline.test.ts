import {mkdirSync, readdirSync, renameSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {SessionEvent} from '../../source/claude/events.ts';
import {createStatuslineSource, type StatuslineSource} from '../../source/live/statusline.ts';
import {statuslineFolder} from '../../source/platform/paths.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {waitFor} from '../support/wait.ts';

const day = 24 * 60 * 60 * 1000;
const now = Date.UTC(2026, 10, 22, 10);

let state: TemporaryFolder;
let files: string;
let source: StatuslineSource | null;
let events: SessionEvent[];
let others: SessionEvent[];
beforeEach(() => {
	state = temporaryFolder('ccmon-statusline');
	files = statuslineFolder(state.path);
	source = null;
	events = [];
	others = [];
});
afterEach(() => {
	source?.close();
	state.remove();
});

const options = () => ({
	emit: (event: SessionEvent) => void events.push(event),
	emitOther: (event: SessionEvent) => void others.push(event),
	...{clock: () => now, stateDir: state.path, configDirs: [state.at('claude')]},
});

function start(): void {
	source = createStatuslineSource(options());
}

/** As the script writes: a draft with a name of its own, renamed. */
function put(sessionId: string, cost: number, at = now, configDir = state.at('claude')): void {
	const draft = `${files}/.${sessionId}.1`;
	const transcript_path = `${configDir}/projects/-p/${sessionId}.jsonl`;
	const payload = {session_id: sessionId, transcript_path, cost: {total_cost_usd: cost}};
	writeFileSync(draft, JSON.stringify(payload), {mode: 0o600});
	utimesSync(draft, at / 1000, at / 1000);
	renameSync(draft, `${files}/${sessionId}.json`);
}

const totals = () =>
	events.flatMap(event => (event.type === 'reported' ? [[event.sessionId, event.totalCostUsd]] : []));

test('what is there is emitted at the start, oldest first, then each change', async () => {
	mkdirSync(files, {mode: 0o700});
	put('aaaa', 2, now - day);
	put('bbbb', 1, now - 2 * day);
	start();
	expect(totals()).toEqual([
		['bbbb', 1],
		['aaaa', 2],
	]);
	expect(events[0]).toMatchObject({type: 'statusline', sessionId: 'bbbb', at: now - 2 * day});
	put('bbbb', 3);
	await waitFor(() => totals().at(-1)?.[1] === 3, {what: 'the replaced file'});
	put('cccc', 4);
	await waitFor(() => totals().at(-1)?.[1] === 4, {what: 'the new file'});
	put('cccc', 5);
	await waitFor(() => totals().at(-1)?.[1] === 5, {what: 'the new file replaced'});
	expect(events.filter(event => event.type === 'problem')).toEqual([]);
});

test('the folder is made when it is missing', async () => {
	start();
	expect(readdirSync(files)).toEqual([]);
	put('aaaa', 1);
	await waitFor(() => totals().length > 0, {what: 'the first file'});
});

test('files of sessions long gone and abandoned drafts are removed, and nothing else', () => {
	mkdirSync(files, {mode: 0o700});
	put('aaaa', 1, now - 31 * day);
	put('bbbb', 2, now - 29 * day);
	for (const [name, at] of [
		['.cccc.77', now - day],
		['.dddd.78', now - 60_000],
		['notes.txt', now - 99 * day],
	] as const) {
		writeFileSync(`${files}/${name}`, '');
		utimesSync(`${files}/${name}`, at / 1000, at / 1000);
	}
	start();
	expect(readdirSync(files).sort()).toEqual(['.dddd.78', 'bbbb.json', 'notes.txt']);
	expect(totals()).toEqual([['bbbb', 2]]);
});

test('junk, links and misnamed files are reported once each and do not stop the others', () => {
	mkdirSync(files, {mode: 0o700});
	writeFileSync(state.at('secret'), '{"session_id": "eeee", "cost": {"total_cost_usd": 9}}', {mode: 0o600});
	symlinkSync(state.at('secret'), `${files}/eeee.json`);
	writeFileSync(`${files}/ffff.json`, '{"session_id": "ffff", "cost": {"total_cost_usd": 9}}', {mode: 0o644});
	writeFileSync(`${files}/abcd.json`, '{"session_id": "ab', {mode: 0o600});
	writeFileSync(`${files}/1111.json`, '{"session_id": "2222", "cost": {"total_cost_usd": 9}}', {mode: 0o600});
	put('aaaa', 1);
	start();
	expect(totals()).toEqual([['aaaa', 1]]);
	const problems = events.filter(event => event.type === 'problem').map(({path}) => path.slice(files.length + 1));
	// A link is passed over in silence: it is no file of the script's.
	expect(problems.sort()).toEqual(['1111.json', 'abcd.json', 'ffff.json']);
});

test('what a session under another config folder says is kept apart, whatever a folder is called', () => {
	mkdirSync(files, {mode: 0o700});
	mkdirSync(state.at('claude'));
	mkdirSync(state.at('work'));
	symlinkSync('claude', state.at('link'));
	put('aaaa', 1);
	put('bbbb', 2, now, state.at('link'));
	put('cccc', 3, now, state.at('work'));
	put('dddd', 4, now, state.at('gone'));
	start();
	expect(totals().sort()).toEqual([
		['aaaa', 1],
		['bbbb', 2],
	]);
	expect(events.flatMap(event => (event.type === 'statusline' ? [event.configDir] : []))).toEqual([
		state.at('claude'),
		state.at('claude'),
	]);
	const told = others.flatMap(event => (event.type === 'reported' ? [event.sessionId] : []));
	expect(told.sort()).toEqual(['cccc', 'dddd']);
});

test('a link in the place of the folder is refused', () => {
	mkdirSync(state.at('elsewhere'));
	symlinkSync(state.at('elsewhere'), files);
	start();
	expect(events).toMatchObject([{type: 'problem', path: files}]);
});

test('a folder that was replaced is read and watched as before', async () => {
	source = createStatuslineSource({...options(), lookMs: 10});
	renameSync(files, state.at('old'));
	mkdirSync(files, {mode: 0o700});
	put('aaaa', 1);
	await waitFor(() => totals().length === 1, {what: 'the file in the new folder'});
	put('aaaa', 2);
	await waitFor(() => totals().length === 2, {what: 'its change'});
	expect(totals()).toEqual([
		['aaaa', 1],
		['aaaa', 2],
	]);
});
