/** Setup of one config folder when it is run again, in other surroundings than before. */
import {chmodSync, mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {loadForwardTargets} from '../../source/index/forward-targets.ts';
import {
	applySetup,
	applyUndo,
	isChanged,
	prepareSetup,
	prepareUndo,
	type SetupSurroundings,
} from '../../source/setup/apply.ts';
import {folderId, removeRecord} from '../../source/setup/record.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder('ccmon-apply');
	mkdirSync(folder.at('claude'));
	writeFileSync(settingsPath(), '{}\n', {mode: 0o600});
});
afterEach(() => folder.remove());

const settingsPath = () => folder.at('claude', 'settings.json');
const settings = () => readFileSync(settingsPath(), 'utf8');
const around = (rest: Partial<SetupSurroundings> = {}): SetupSurroundings => ({
	...{telemetry: {port: 28_123, token: 'ab'.repeat(32)}, environment: {}, exporters: 'forward'},
	...{managed: {files: [], unreadable: []}, stateDir: folder.at('state'), script: '# script\n'},
	...rest,
});
/** Runs setup; whether it changed something. */
function setUp(rest: Partial<SetupSurroundings> = {}): boolean {
	const prepared = prepareSetup(folder.at('claude'), around(rest));
	applySetup(prepared, around(rest));
	return isChanged(prepared);
}
const forwards = () => loadForwardTargets(folder.at('state')).targets.map(({url}) => url);

/** Exporters of the person's own, as their shell has them. */
const environment = {
	CLAUDE_CODE_ENABLE_TELEMETRY: '1',
	OTEL_LOGS_EXPORTER: 'otlp',
	OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example',
};

test('forwards to the exporters of an earlier run, even from a shell without them', () => {
	expect(setUp({environment})).toBe(true);
	expect(forwards()).toEqual(['https://collector.example/v1/logs']);
	const after = settings();
	expect(setUp()).toBe(false);
	expect([forwards(), settings()]).toEqual([['https://collector.example/v1/logs'], after]);
	expect(setUp({environment: {...environment, OTEL_EXPORTER_OTLP_ENDPOINT: 'https://another.example'}})).toBe(false);
	expect(forwards()).toEqual(['https://another.example/v1/logs']);
	applyUndo(prepareUndo(folder.at('claude'), folder.at('state')), folder.at('state'));
	expect([forwards(), settings()]).toEqual([[], '{}\n']);
});

test("takes ccmon's secret back if an administrator now sends telemetry elsewhere, and sets nothing up if so before", () => {
	const text = JSON.stringify({env: {OTEL_EXPORTER_OTLP_ENDPOINT: 'https://company.example'}});
	const managed = {files: [{path: '/etc/claude-code/managed-settings.json', text}], unreadable: []};
	expect(() => setUp({managed})).toThrow(/is left as it is\.$/);
	expect(settings()).toBe('{}\n');
	setUp();
	expect(settings()).toContain('x-ccmon-token');
	setUp({managed});
	expect(settings()).not.toContain('x-ccmon-token');
});

test('undoes what it had set by its marks if its records are lost', () => {
	setUp();
	removeRecord(folder.at('state'), folderId(folder.at('claude')));
	expect(setUp({telemetry: {port: 28_124, token: 'cd'.repeat(32)}})).toBe(true);
	expect(settings()).toContain('127.0.0.1:28124');
	// The backup is of no use once the person has changed something else.
	writeFileSync(settingsPath(), settings().replace('{', '{"theme": "dark",'));
	applyUndo(prepareUndo(folder.at('claude'), folder.at('state')), folder.at('state'));
	expect(settings()).not.toMatch(/ccmon|OTEL|127\.0\.0\.1/);
	expect(settings()).toContain('"theme": "dark"');
});

test.each([
	[0o600, false],
	[0o640, true],
	[0o604, true],
])('settings with the mode %o can be read by others: %s', (mode, isNoted) => {
	chmodSync(settingsPath(), mode);
	const {notes} = prepareSetup(folder.at('claude'), around()).plan;
	expect(notes.some(note => note.includes('Other users of this machine may read'))).toBe(isNoted);
});

test('does not write a file that is already right', () => {
	const inode = () => statSync(settingsPath()).ino;
	const undo = () => applyUndo(prepareUndo(folder.at('claude'), folder.at('state')), folder.at('state'));
	const bare = inode();
	undo();
	expect(inode()).toBe(bare);
	setUp();
	const done = inode();
	expect(done).not.toBe(bare);
	setUp();
	expect(inode()).toBe(done);
});
