import {spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import type {AutoCompactSettings} from '../../source/claude/compaction.ts';
import {autoCompactWindow} from '../../source/claude/settings/auto-compact.ts';
import {createAutoCompactReader} from '../../source/live/session-settings.ts';
import {process as processEvent} from '../support/events.ts';

const model = 'claude-opus-4-6';
/** Elsewhere another process's arguments and variables cannot be read. */
const onLinux = process.platform === 'linux';

function world({args = [], env = {}}: {args?: string[]; env?: Record<string, string>} = {}) {
	const home = mkdtempSync(join(tmpdir(), 'ccmon-settings-'));
	const [configDir, cwd] = [join(home, 'claude'), join(home, 'api')];
	for (const folder of [configDir, join(cwd, '.claude')]) mkdirSync(folder, {recursive: true});
	// A shell that waits: what follows its command are arguments like those of any program.
	const child = spawn('sh', ['-c', 'read line', 'claude', ...args], {stdio: ['pipe', 'ignore', 'ignore'], env});
	onTestFinished(() => {
		child.kill('SIGKILL');
		rmSync(home, {recursive: true});
	});
	const told: AutoCompactSettings[] = [];
	const read = createAutoCompactReader(event => {
		if (event.type === 'autocompact') told.push(event.settings);
	});
	const seen = processEvent({configDir, cwd, pid: child.pid ?? null, procStart: '1'});
	return {
		look(procStart = '1', runsElsewhere = false) {
			if (seen.type === 'process.seen') read({...seen.process, procStart, runsElsewhere});
			const settings = told.at(-1);
			return settings ? autoCompactWindow(settings, model) : undefined;
		},
		told,
		write: (name: string, content: object) => writeFileSync(join(home, name), JSON.stringify(content)),
	};
}

test('each source in the place of the weaker ones, as it comes to be', () => {
	const {look, write} = world();
	expect(look()).toBeNull();
	write('claude/.claude.json', {autoCompactWindowsCache: {[model]: 190_000}});
	expect(look()).toBe(190_000);
	write('claude/settings.json', {modelSettings: {[model]: {autoCompactWindow: 180_000}}});
	expect(look()).toBe(180_000);
	write('api/.claude/settings.json', {autoCompactWindow: 170_000});
	expect(look()).toBe(170_000);
	write('api/.claude/settings.local.json', {autoCompactWindow: 160_000});
	expect(look()).toBe(160_000);
});

test.runIf(onLinux)('--settings, as JSON and as a file', () => {
	const asJson = world({args: ['--settings', '{"autoCompactWindow": 140000}']});
	asJson.write('api/.claude/settings.local.json', {autoCompactWindow: 160_000});
	expect(asJson.look()).toBe(140_000);
	const asFile = world({args: ['--settings', 'mine.json']});
	asFile.write('api/mine.json', {autoCompactWindow: 150_000});
	expect(asFile.look()).toBe(150_000);
});

test.runIf(onLinux)('argument and variable of the process', () => {
	expect(world({args: ['--autocompact', '130k']}).look()).toBe(130_000);
	expect(world({args: ['--autocompact', '130k']}).look('1', true)).toBeNull();
	const env = {CLAUDE_CODE_AUTO_COMPACT_WINDOW: '120000', PATH: process.env.PATH ?? ''};
	expect(world({args: ['--autocompact', '130k'], env}).look()).toBe(120_000);
});

test('what has not changed is emitted again for a new process alone', () => {
	const {look, told} = world();
	look();
	look();
	expect(told).toHaveLength(1);
	look('2');
	expect(told).toHaveLength(2);
});
