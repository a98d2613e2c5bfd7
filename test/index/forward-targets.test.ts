import {chmodSync, mkdtempSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {
	type ForwardTarget,
	forwardTargetsPath,
	loadForwardTargets,
	saveForwardTargets,
} from '../../source/index/forward-targets.ts';

let stateDir: string;
beforeEach(() => {
	stateDir = mkdtempSync(join(tmpdir(), 'ccmon-forward-'));
});
afterEach(() => rmSync(stateDir, {recursive: true}));

const target = (configDir: string): ForwardTarget => ({
	id: '0123456789abcdef',
	configDir,
	signal: 'logs',
	url: 'https://collector.example/v1/logs',
	headers: {authorization: 'Bearer x'},
	protocol: 'http/protobuf',
});

test('targets of one config folder replace only its own', () => {
	expect(loadForwardTargets(stateDir)).toEqual({targets: [], problem: null});
	saveForwardTargets(stateDir, '/a', [target('/a')]);
	saveForwardTargets(stateDir, '/b', [target('/b')]);
	saveForwardTargets(stateDir, '/a', []);
	expect(loadForwardTargets(stateDir)).toEqual({targets: [target('/b')], problem: null});
	expect(statSync(forwardTargetsPath(stateDir)).mode & 0o777).toBe(0o600);
});

test.each(['', '{', '{"schema": 2}', '{"schema": 1, "targets": [{"url": "file:///etc/passwd"}]}'])(
	'a file that is not one of ours gives no targets and says so: %s',
	text => {
		writeFileSync(forwardTargetsPath(stateDir), text, {mode: 0o600});
		const {targets, problem} = loadForwardTargets(stateDir);
		expect(targets).toEqual([]);
		expect(problem?.message).toContain('ccmon setup');
	},
);

test('a file that others can read is not believed', () => {
	saveForwardTargets(stateDir, '/a', [target('/a')]);
	chmodSync(forwardTargetsPath(stateDir), 0o644);
	expect(loadForwardTargets(stateDir).targets).toEqual([]);
});
