/** `ccmon answer` up to the guards. What it answers, and on what evidence, is in test/control/answer. */
import {expect, test} from 'vitest';
import {answerQuestion} from '../../source/cli/answer.ts';
import type {SubcommandOptions} from '../../source/cli/arguments.ts';
import {runCommand} from '../support/command.ts';
import {eachInFleet} from '../support/command-fleet.ts';

const at = eachInFleet({sessions: 2});

const answer = (session: string, given: string, options: SubcommandOptions = {}) =>
	runCommand(() => answerQuestion([], [session, given], options, '0.0.0'));

test('a session that asks nothing is refused, as text and as JSON', async () => {
	const text = await answer('session-2', 'allow');
	expect(text).toMatchObject({stderr: '', code: 3, stdout: expect.stringMatching(/^session-2: answer refused: \S/)});
	const json = await answer('session-2', 'allow', {json: true});
	expect([JSON.parse(json.stdout).outcome, json.stderr, json.code]).toEqual(['refused', '', 3]);
});

test('a session that waits in a terminal which cannot be read is not answered unseen', async () => {
	at.fleet.sessions[0]!.setStatus('waiting', 'permission prompt');
	const {stdout, code} = await answer('session-1', 'allow', {yes: true});
	expect(code).toBe(3);
	expect(stdout).toMatch(/^session-1: answer refused: \S/);
});

test('a reason without a denial, and a session that there is not, are wrong command lines', async () => {
	expect(await answer('session-1', 'allow', {reason: 'use rg'})).toEqual({
		...{stdout: '', stderr: 'ccmon: --reason goes with deny.\n', code: 2},
	});
	const {stderr, stdout, code} = await answer('api', 'deny');
	expect([stdout, code]).toEqual(['', 2]);
	expect(stderr).toMatch(/^ccmon: No running session is called api\. There are:\n/);
});
