import {execFileSync} from 'node:child_process';
import {appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {SessionEvent} from '../../../source/claude/events.ts';
import {findTranscripts} from '../../../source/live/transcript/search.ts';
import {createTranscriptWatcher, type TranscriptWatcher} from '../../../source/live/transcript/watch.ts';
import {answerLine, ofType, requestsOf} from '../../claude/transcript/read.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {waitFor} from '../../support/wait.ts';

const one = '11111111-1111-4111-8111-111111111111';
const two = '22222222-2222-4222-8222-222222222222';

let folder: TemporaryFolder;
let events: SessionEvent[];
let watcher: TranscriptWatcher;

/** A long time between looks, so that what these tests see came by a change event. */
const never = 3_600_000;

beforeEach(() => {
	folder = temporaryFolder();
	events = [];
	watcher = createTranscriptWatcher({emit: event => events.push(event), sweepMs: never});
});

afterEach(() => {
	watcher.close();
	folder.remove();
});

const line = (id: string) => `${JSON.stringify(answerLine({id}))}\n`;
const project = (name = '-home-dev-api') => folder.at('projects', name);
const session = (sessionId = one) => ({configDir: folder.path, sessionId, cwd: '/home/dev/api'});
const seen = () => requestsOf(events).map(({messageId}) => messageId);

function write(file: string, text: string): string {
	mkdirSync(path.dirname(file), {recursive: true});
	appendFileSync(file, text);
	return file;
}

const toSee = (id: string) => waitFor(() => seen().includes(id), {what: `request ${id}`, every: 5});

describe('following a session', () => {
	test('gives what is there, subagents and workflows included, and then what is added', async () => {
		const main = write(path.join(project(), `${one}.jsonl`), line('a'));
		const agents = path.join(project(), one, 'subagents');
		const agent = write(path.join(agents, 'agent-a1.jsonl'), line('b'));
		const deeper = write(path.join(agents, 'workflows', 'wf_1', 'agent-a2.jsonl'), line('c'));
		await watcher.follow(session());
		expect(seen().sort()).toEqual(['a', 'b', 'c']);
		for (const [file, id] of [
			[main, 'd'],
			[agent, 'e'],
			[deeper, 'f'],
		] as const) {
			appendFileSync(file, line(id));
			await toSee(id);
		}
		const byId = new Map(requestsOf(events).map(request => [request.messageId, request]));
		expect(byId.get('d')).toMatchObject({sessionId: one, purpose: 'main', agentId: null});
		expect(byId.get('f')).toMatchObject({sessionId: one, purpose: 'subagent', agentId: 'a2'});
	});

	test('notices a first transcript, a first subagent and a new folder', async () => {
		mkdirSync(folder.at('projects'));
		await watcher.follow(session());
		expect(events).toEqual([]);
		write(path.join(project(), `${one}.jsonl`), line('a'));
		await toSee('a');
		const agents = path.join(project(), one, 'subagents');
		write(path.join(agents, 'agent-a1.jsonl'), line('b'));
		await toSee('b');
		write(path.join(agents, 'workflows', 'wf_1', 'agent-a2.jsonl'), line('c'));
		await toSee('c');
	});

	test('says what a subagent is, and when it has finished', async () => {
		write(path.join(project(), `${one}.jsonl`), line('a'));
		write(path.join(project(), one, 'subagents', 'agent-a1.jsonl'), line('b'));
		const meta = path.join(project(), one, 'subagents', 'agent-a1.meta.json');
		write(meta, JSON.stringify({agentType: 'Explore', description: 'look it up', finished: false}));
		await watcher.follow(session());
		writeFileSync(meta, JSON.stringify({agentType: 'Explore', description: 'look it up', finished: true}));
		await waitFor(() => ofType(events, 'subagent').length > 1, {what: 'the end of the subagent', every: 5});
		const subagent = {type: 'subagent', sessionId: one, agentId: 'a1', agentType: 'Explore', description: 'look it up'};
		expect(ofType(events, 'subagent')).toEqual([
			{...subagent, finished: false},
			{...subagent, finished: true},
		]);
	});

	test('knows no subagent by its description alone: /clear leaves those of the old conversation in the new one', async () => {
		write(path.join(project(), `${one}.jsonl`), line('a'));
		const agents = path.join(project(), one, 'subagents');
		write(path.join(agents, 'agent-a1.meta.json'), JSON.stringify({agentType: 'Explore', finished: true}));
		await watcher.follow(session());
		expect(ofType(events, 'subagent')).toEqual([]);
		write(path.join(agents, 'agent-a1.jsonl'), line('b'));
		await toSee('b');
		expect(ofType(events, 'subagent')).toMatchObject([{agentId: 'a1', finished: true}]);
	});

	test('is not kept waiting by a pipe, nor ended by a link that leads back to itself', async () => {
		write(path.join(project(), `${one}.jsonl`), line('a'));
		const agents = path.join(project(), one, 'subagents');
		write(path.join(agents, 'agent-a1.jsonl'), line('b'));
		execFileSync('mkfifo', [path.join(agents, 'agent-a1.meta.json'), path.join(agents, 'agent-a2.jsonl')]);
		const loop = path.join(project(), `${two}.jsonl`);
		symlinkSync(loop, loop);
		await Promise.all([watcher.follow(session(one)), watcher.follow(session(two))]);
		expect(seen().sort()).toEqual(['a', 'b']);
		expect(ofType(events, 'problem').map(({path}) => path)).toEqual([loop]);
	});

	test('finds a transcript that lies in another project than the session’s folder says', async () => {
		write(path.join(project('-home-dev-elsewhere'), `${one}.jsonl`), line('a'));
		write(path.join(project('-home-dev-more'), `${two}.jsonl`), line('x'));
		await watcher.follow(session());
		expect(seen()).toEqual(['a']);
	});

	test('reads a file once that two paths lead to, and notices changes by either', async () => {
		const main = write(path.join(project('-new'), `${one}.jsonl`), line('a'));
		symlinkSync('-new', project());
		await watcher.follow(session());
		await watcher.read(await findTranscripts([folder.path], () => true));
		appendFileSync(main, line('b'));
		await toSee('b');
		expect(seen()).toEqual(['a', 'b']);
	});

	test('reads the older file first, whichever session was asked for first', async () => {
		write(path.join(project(), `${two}.jsonl`), line('a'));
		// Files born within one tick of the disk's clock have no order.
		await waitFor(
			() => {
				rmSync(path.join(project(), `${one}.jsonl`), {force: true});
				write(path.join(project(), `${one}.jsonl`), line('a'));
				return findTranscripts([folder.path], () => true).then(
					([first, second]) => first!.createdAt < second!.createdAt,
				);
			},
			{what: 'a later time of birth', every: 5},
		);
		await Promise.all([watcher.follow(session(one)), watcher.follow(session(two))]);
		expect(requestsOf(events).map(({sessionId}) => sessionId)).toEqual([two, one]);
	});

	test('ends with unfollow; followed again, it goes on where it was', async () => {
		const main = write(path.join(project(), `${one}.jsonl`), line('a'));
		await watcher.follow(session());
		watcher.unfollow(one);
		appendFileSync(main, line('b'));
		await watcher.follow(session());
		expect(seen()).toEqual(['a', 'b']);
		expect(ofType(events, 'transcript.restarted')).toEqual([]);
	});
});

test('the regular look finds what no event reported, after a folder vanished and came back', async () => {
	watcher.close();
	watcher = createTranscriptWatcher({emit: event => events.push(event), sweepMs: 10});
	const main = write(path.join(project(), `${one}.jsonl`), line('a'));
	await watcher.follow(session());
	renameSync(project(), folder.at('away'));
	rmSync(folder.at('projects'), {recursive: true});
	write(main, line('b'));
	await toSee('b');
	expect(ofType(events, 'transcript.restarted')).toEqual([{type: 'transcript.restarted', sessionId: one, path: main}]);
	expect(ofType(events, 'problem')).toEqual([]);
});

describe('recent transcripts', () => {
	test('are those changed since, with whose they are', async () => {
		const fresh = write(path.join(project(), `${one}.jsonl`), line('a'));
		const agent = write(path.join(project(), two, 'subagents', 'agent-a1.jsonl'), line('b'));
		const legacy = write(path.join(project('-old'), 'agent-0a1b.jsonl'), line('c'));
		const stale = write(path.join(project(), `${two}.jsonl`), line('d'));
		write(path.join(project(), 'notes.md'), 'no transcript');
		write(path.join(project(), two, 'subagents', 'workflows', 'wf_1', 'journal.jsonl'), line('e'));
		utimesSync(stale, 1000, 1000);
		const files = await findTranscripts([folder.path], ({modifiedAt}) => modifiedAt >= 2_000_000);
		const found = files.map(({path, sessionId, agentId}) => [path, sessionId, agentId]);
		expect(found).toHaveLength(3);
		expect(found).toEqual(
			expect.arrayContaining([
				[fresh, one, null],
				[agent, two, 'a1'],
				[legacy, null, '0a1b'],
			]),
		);
		expect(await findTranscripts([folder.at('nowhere')], () => true)).toEqual([]);
	});

	test('are read once, and not again when their session is followed later', async () => {
		const main = write(path.join(project(), `${one}.jsonl`), line('a'));
		await watcher.read(await findTranscripts([folder.path], () => true));
		appendFileSync(main, line('b'));
		await watcher.follow(session());
		expect(seen()).toEqual(['a', 'b']);
	});

	test('of old versions say in their lines whose they are', async () => {
		const text = `${JSON.stringify(answerLine({id: 'a'}, {sessionId: two, isSidechain: true}))}\n`;
		write(path.join(project(), 'agent-0a1b.jsonl'), text);
		await watcher.read(await findTranscripts([folder.path], () => true));
		expect(requestsOf(events)).toMatchObject([{sessionId: two, agentId: '0a1b', purpose: 'subagent'}]);
	});
});
