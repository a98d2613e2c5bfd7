import {type ChildProcess, spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {openSessionsFolder} from '../../../source/live/registry/folder.ts';
import {readProcStart} from '../../../source/platform/process.ts';

const children: ChildProcess[] = [];
const pidDomain = 'linux:here:pid:[1]';

beforeAll(() => {
	for (let index = 0; index < 3; index++) children.push(spawn('sleep', ['600']));
});
afterAll(() => {
	for (const child of children) child.kill('SIGKILL');
});

/** What can happen to a session's file between two looks. */
const contents = {
	session: {},
	foreign: {pidDomain: 'linux:there:pid:[2]'},
	stale: {procStart: '1'},
	spare: {spare: true},
};
type Content = keyof typeof contents | 'torn' | 'gone';

interface Step {
	which: number;
	content: Content;
	sessionId: string;
	/** Told by an event of the system, or found by the look each second. */
	byEvent: boolean;
}

const step = fc.record<Step>({
	which: fc.nat({max: 2}),
	content: fc.constantFrom<Content>('session', 'session', 'session', 'foreign', 'stale', 'spare', 'torn', 'gone'),
	sessionId: fc.constantFrom('a', 'b', 'c'),
	byEvent: fc.boolean(),
});

test('after any history of files, what was told is what runs', () => {
	const run = (steps: readonly Step[]) => {
		const configDir = mkdtempSync(join(tmpdir(), 'ccmon-folder-'));
		try {
			mkdirSync(join(configDir, 'sessions'));
			const told = new Map<number | null, string>();
			const running = new Map<number, string>();
			const folder = openSessionsFolder({
				configDir,
				pidDomain,
				clock: () => 0,
				emit(event) {
					if (event.type === 'process.seen') told.set(event.process.pid, event.process.sessionId);
					if (event.type !== 'process.gone') return;
					// Only what was told may go, and by the id it was told with.
					expect(told.get(event.pid)).toBe(event.sessionId);
					told.delete(event.pid);
				},
			});
			for (const [index, {which, content, sessionId, byEvent}] of steps.entries()) {
				const pid = children[which]!.pid!;
				const file = join(configDir, 'sessions', `${pid}.json`);
				// No two versions of equal size: their times may be equal.
				const whole = {sessionId, procStart: readProcStart(pid), pidDomain, padding: 'x'.repeat(index)};
				if (content === 'gone') rmSync(file, {force: true});
				else if (content === 'torn') writeFileSync(file, JSON.stringify(whole).slice(0, -1));
				else writeFileSync(file, JSON.stringify({...whole, ...contents[content]}));
				if (content === 'session') running.set(pid, sessionId);
				// A torn file says nothing: what was known of its process holds.
				else if (content !== 'torn') running.delete(pid);
				if (byEvent) folder.refresh(`${pid}.json`);
				// The files of the dead are looked at every tenth time only.
				else for (let look = 0; look < 10; look++) folder.scan();
				expect(Object.fromEntries(told)).toEqual(Object.fromEntries(running));
			}
		} finally {
			rmSync(configDir, {recursive: true});
		}
	};
	fc.assert(fc.property(fc.array(step, {maxLength: 12}), run), {numRuns: 150});
});
