/** Which files belong to a session, and which changes are about it. */
import {mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {SessionEvent} from '../../../source/claude/events.ts';
import {createFollowedSession, type FollowedSession} from '../../../source/live/transcript/followed-session.ts';
import type {Tail} from '../../../source/live/transcript/tail.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';

const one = '11111111-1111-4111-8111-111111111111';
const two = '22222222-2222-4222-8222-222222222222';

let folder: TemporaryFolder;
let events: SessionEvent[];
/** What was opened: the path and the subagent. */
let opened: [string, string | null][];
let session: FollowedSession;

beforeEach(() => {
	folder = temporaryFolder();
	events = [];
	opened = [];
	session = createFollowedSession(
		{configDir: folder.path, sessionId: one, cwd: '/home/dev/my.api'},
		(file, {sessionId, agentId}, configDir) => {
			expect([sessionId, configDir]).toEqual([one, folder.path]);
			opened.push([file, agentId]);
			return {path: file} as Tail;
		},
		event => events.push(event),
	);
});
afterEach(() => folder.remove());

const project = (...names: string[]) => folder.at('projects', '-home-dev-my-api', ...names);
const main = () => project(`${one}.jsonl`);
const agents = (...names: string[]) => project(one, 'subagents', ...names);
const scanned = () => session.scan().map(({path}) => path);

function write(file: string, text = '{}\n'): string {
	mkdirSync(path.dirname(file), {recursive: true});
	writeFileSync(file, text);
	return file;
}

describe('its files', () => {
	test('begin with its transcript, which may not be there yet', () => {
		expect(session.found()).toBe(false);
		expect(scanned()).toEqual([main()]);
		expect(session.found()).toBe(false);
		write(main());
		expect(scanned()).toEqual([main()]);
		expect(session.found()).toBe(true);
		rmSync(main());
		// It has been there: nobody searches all projects for it again.
		expect(scanned()).toEqual([main()]);
		expect(session.found()).toBe(true);
		expect(opened).toEqual([[main(), null]]);
	});

	test('are those of its subagents, too, wherever a workflow put them, and each is opened once', () => {
		write(main());
		write(agents('agent-a1.jsonl'));
		scanned();
		write(agents('workflows', 'wf_1', 'agent-a2.jsonl'));
		write(agents('workflows', 'wf_1', 'journal.jsonl'));
		write(agents('notes.md'));
		write(project(two, 'subagents', 'agent-b1.jsonl'));
		write(project(`${two}.jsonl`));
		expect(scanned()).toEqual([main(), agents('agent-a1.jsonl'), agents('workflows', 'wf_1', 'agent-a2.jsonl')]);
		expect(opened).toEqual([
			[main(), null],
			[agents('agent-a1.jsonl'), 'a1'],
			[agents('workflows', 'wf_1', 'agent-a2.jsonl'), 'a2'],
		]);
	});

	test('are in the project in which its transcript was found at last', () => {
		write(agents('agent-a1.jsonl'));
		const elsewhere = folder.at('projects', '-elsewhere');
		scanned();
		renameSync(project(), elsewhere);
		write(path.join(elsewhere, `${one}.jsonl`));
		session.locate(path.join(elsewhere, `${one}.jsonl`));
		const files = scanned();
		expect(files).toContain(path.join(elsewhere, `${one}.jsonl`));
		expect(files).toContain(path.join(elsewhere, one, 'subagents', 'agent-a1.jsonl'));
		expect(files).not.toContain(main());
		expect(session.found()).toBe(true);
		expect(session.folders()).toContain(elsewhere);
		expect(session.concerns(elsewhere, `${one}.jsonl`)).toBe(true);
		expect(session.concerns(project(), `${one}.jsonl`)).toBe(false);
	});
});

describe('what a subagent is', () => {
	const meta = (rest: object = {}) => JSON.stringify({agentType: 'Explore', description: 'look it up', ...rest});
	const subagent = {
		...{type: 'subagent', sessionId: one, agentId: 'a1', agentType: 'Explore', description: 'look it up'},
		finished: null,
	};
	beforeEach(() => {
		write(main());
		write(agents('agent-a1.jsonl'));
	});

	test('is reported once, and again when it has changed', () => {
		write(agents('agent-a1.meta.json'), meta());
		session.scan();
		session.scan();
		expect(events).toEqual([subagent]);
		write(agents('agent-a1.meta.json'), meta({finished: true}));
		session.scan();
		expect(events).toEqual([subagent, {...subagent, finished: true}]);
		// A file of the same length in its place is another one.
		const fresh = write(agents('new'), meta({finished: true}).replace('Explore', 'explore'));
		renameSync(fresh, agents('agent-a1.meta.json'));
		session.scan();
		expect(events.at(-1)).toEqual({...subagent, agentType: 'explore', finished: true});
	});

	test('is read again when the file was only half written', () => {
		write(agents('agent-a1.meta.json'), meta().slice(0, 20));
		session.scan();
		expect(events).toEqual([]);
		write(agents('agent-a1.meta.json'), meta());
		session.scan();
		expect(events).toEqual([subagent]);
	});

	test('is read from a file of a plausible size only', () => {
		write(agents('agent-a1.meta.json'), meta({more: 'x'.repeat(200 * 1024)}));
		session.scan();
		expect(events).toEqual([subagent]);
		write(agents('agent-a1.meta.json'), meta({finished: true, more: 'x'.repeat(300 * 1024)}));
		session.scan();
		expect(events).toEqual([subagent]);
	});

	test('is read through a link, as transcripts are', () => {
		symlinkSync(write(folder.at('elsewhere.json'), meta()), agents('agent-a1.meta.json'));
		session.scan();
		expect(events).toEqual([subagent]);
	});

	test('is not asked without its transcript, nor of other files', () => {
		write(agents('agent-b1.meta.json'), meta());
		write(agents('other.meta.json'), meta());
		write(agents('agent-a1.json'), meta());
		mkdirSync(agents('agent-a1.meta.json'));
		session.scan();
		expect(events).toEqual([]);
	});

	test('is reported in the same look as its transcript, whichever name comes first', () => {
		write(agents('workflows', 'wf_1', 'agent-c1.meta.json'), meta());
		write(agents('workflows', 'wf_1', 'agent-c1.jsonl'));
		session.scan();
		expect(events).toMatchObject([{agentId: 'c1', agentType: 'Explore'}]);
	});
});

describe('changes', () => {
	const projects = () => folder.at('projects');
	beforeEach(() => {
		write(main());
		write(agents('workflows', 'wf_1', 'agent-a1.jsonl'));
		session.scan();
	});

	test('are looked for where its files can come and go', () => {
		expect(session.folders()).toEqual([
			...[projects(), project(), project(one)],
			...[agents(), agents('workflows'), agents('workflows', 'wf_1')],
		]);
		rmSync(agents('workflows'), {recursive: true});
		session.scan();
		expect(session.folders()).toEqual([projects(), project(), project(one), agents()]);
	});

	test('are about it when they are its files or the folders on the way to them', () => {
		expect(session.concerns(projects(), '-home-dev-my-api')).toBe(true);
		expect(session.concerns(project(), `${one}.jsonl`)).toBe(true);
		expect(session.concerns(project(), one)).toBe(true);
		expect(session.concerns(project(one), 'subagents')).toBe(true);
		expect(session.concerns(agents(), 'agent-a2.jsonl')).toBe(true);
		expect(session.concerns(agents('workflows', 'wf_1'), 'agent-a1.meta.json')).toBe(true);
	});

	test('are not about it when they are those of its neighbours', () => {
		expect(session.concerns(projects(), '-home-dev-web')).toBe(false);
		expect(session.concerns(projects(), `${one}.jsonl`)).toBe(false);
		expect(session.concerns(project(), `${two}.jsonl`)).toBe(false);
		expect(session.concerns(project(), two)).toBe(false);
		expect(session.concerns(project(two, 'subagents'), 'agent-a1.jsonl')).toBe(false);
		expect(session.concerns(folder.at('projects', '-home-dev-web'), `${one}.jsonl`)).toBe(false);
	});
});
