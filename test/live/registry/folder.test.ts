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
	elsewhere: {pidDomain: 'linux:there:pid:[2]'},
	parked: {parkedJobId: 'f7e3855d'},
	stale: {procStart: '1'},
	spare: {spare: true},
};
type Content = keyof typeof contents | 'torn' | 'gone';

interface Step {
	which: number;
	content: Content;
	sessionId: string;
	/** Reported by an event of the system, or found by the look each second. */
	byEvent: boolean;
}

const step = fc.record<Step>({
	which: fc.nat({max: 2}),
	content: fc.constantFrom<Content>(
		...(['session', 'session', 'session', 'elsewhere', 'parked', 'stale', 'spare', 'torn', 'gone'] as const),
	),
	sessionId: fc.constantFrom('a', 'b', 'c'),
	byEvent: fc.boolean(),
});

test('after any history of files, what was emitted is what runs', () => {
	const run = (steps: readonly Step[]) => {
		const configDir = mkdtempSync(join(tmpdir(), 'ccmon-folder-'));
		try {
			mkdirSync(join(configDir, 'sessions'));
			/** By pid, else by conversation. */
			const told = new Map<number | string, string>();
			const files = new Map<number, {content: Content; sessionId: string}>();
			const running = () => {
				const here = [...files].filter(([, {content}]) => content === 'session');
				const ids = new Set(here.map(([, {sessionId}]) => sessionId));
				const elsewhere = [...files.values()].filter(
					({content, sessionId}) => content === 'elsewhere' && !ids.has(sessionId),
				);
				return [
					...here.map(([pid, {sessionId}]) => [pid, sessionId] as const),
					...elsewhere.map(({sessionId}) => [sessionId, sessionId] as const),
				];
			};
			const folder = openSessionsFolder({
				configDir,
				pidDomain,
				clock: Date.now,
				emit(event) {
					if (event.type === 'process.seen') {
						told.set(event.process.pid ?? event.process.sessionId, event.process.sessionId);
					}
					if (event.type !== 'process.gone') return;
					// Only what was emitted may go, and by the id it was emitted with.
					const key = event.pid ?? event.sessionId;
					expect(told.get(key)).toBe(event.sessionId);
					told.delete(key);
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
				// A torn file says nothing: what was known of its process holds.
				if (content !== 'torn') files.set(pid, {content, sessionId});
				if (byEvent) folder.refresh(`${pid}.json`);
				// The files of the dead are looked at every tenth time only.
				else for (let look = 0; look < 10; look++) folder.scan();
				expect(Object.fromEntries(told)).toEqual(Object.fromEntries(running()));
			}
		} finally {
			rmSync(configDir, {recursive: true});
		}
	};
	fc.assert(fc.property(fc.array(step, {maxLength: 12}), run), {numRuns: 150});
});
