/** `ccmon resume`: which conversation is meant, where it is resumed, and when it is not. */
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import type {SubcommandOptions} from '../../source/cli/arguments.ts';
import {resume} from '../../source/cli/resume.ts';
import {writeTranscript} from '../index/transcript-files.ts';
import {type CommandHome, commandHome, runCommand} from '../support/command.ts';
import {type LiveFleet, startLiveFleet} from '../support/live-fleet.ts';

const sessionId = 'abcd0000-0000-4000-8000-000000000000';
let home: CommandHome;
let fleet: LiveFleet | null;
beforeEach(() => {
	home = commandHome();
	fleet = null;
	mkdirSync(home.at('my work'));
	const seen = `printf '<%s>' "$PWD" "$CLAUDE_CONFIG_DIR" "$@" > '${home.at('seen')}'`;
	writeFileSync(home.at('claude'), `#!/bin/sh\n${seen}\nexit 5\n`, {mode: 0o755});
	vi.stubEnv('PATH', `${home.path}:${process.env.PATH}`);
});
afterEach(async () => {
	await fleet?.close();
	home.remove();
});

/** A past conversation in a folder; `configDir`: with a history of its own. */
function past(cwd: string, configDir = home.configDir): void {
	const timestamp = '2026-11-20T10:00:00Z';
	const message = {role: 'user', content: 'fix the login page'};
	const prompt = {type: 'user', uuid: 'a', timestamp, sessionId, cwd, message, origin: {kind: 'human'}};
	writeTranscript(configDir, sessionId, [JSON.stringify(prompt)]);
}

const run = (wanted: string, options: SubcommandOptions = {}, configDirs: readonly string[] = []) =>
	runCommand(() => resume(configDirs, [wanted], options));
const seen = () => [...readFileSync(home.at('seen'), 'utf8').matchAll(/<([^>]*)>/g)].map(([, word]) => word);

test.each(['abcd', sessionId, 'login'])('a conversation is found by %s, and resumed in its folder', async wanted => {
	past(home.at('my work'));
	// It ends as Claude Code ended.
	expect(await run(wanted)).toEqual({stdout: '', stderr: '', code: 5});
	// The variable is left out for the default folder: Claude Code would look for its settings elsewhere.
	expect(seen()).toEqual([home.at('my work'), '', '--resume', sessionId]);
});

test('a copy is asked for with --fork; one of another config folder is resumed with that', async () => {
	mkdirSync(home.at('other'));
	past(home.at('my work'), home.at('other'));
	expect((await run('login', {fork: true}, [home.at('other')])).code).toBe(5);
	expect(seen()).toEqual([home.at('my work'), home.at('other'), '--resume', sessionId, '--fork-session']);
});

describe('nothing is started', () => {
	const refused = async (wanted: string, message: RegExp) => {
		expect(await run(wanted)).toEqual({stdout: '', stderr: expect.stringMatching(message), code: 2});
		expect(seen).toThrow('ENOENT');
	};

	test('if no conversation has that', async () => {
		await refused('login', /^ccmon: No conversation has "login"\. See: ccmon sessions\n$/);
	});

	test('if its folder is gone', async () => {
		past(home.at('gone'));
		await refused('login', /^ccmon: abcd\S+ cannot be resumed: .*gone/);
	});

	test('if it runs: two processes would write one transcript; a copy may', async () => {
		fleet = await startLiveFleet({configDir: home.configDir, sessions: 1});
		const [session] = fleet.sessions;
		await refused(session!.sessionId().slice(0, 8), /is running, as pid \d+: --fork resumes a copy of it/);
	});
});
