/** `ccmon metrics --push`: what goes to the server is in push.test.ts. */
import {writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {defaultTeam, type TeamPush} from '../../../source/core/config/team.ts';
import {runPush} from '../../../source/reports/team/run-push.ts';
import {answerLine, writeTranscript} from '../../index/transcript-files.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {type Answer, startAnswering, status} from './answering-server.ts';

let folder: TemporaryFolder;
let server: Awaited<ReturnType<typeof startAnswering>>;
let answer: Answer;
let requests: number;
beforeEach(async () => {
	folder = temporaryFolder();
	const at = '2026-11-20T10:00:00.000Z';
	writeTranscript(folder.at('claude'), 'a', [answerLine({id: 'm', at, sessionId: 'a', cwd: '/p', inputTokens: 1})]);
	answer = status(204, '');
	requests = 0;
	server = await startAnswering((...given) => {
		requests++;
		answer(...given);
	});
});
afterEach(() => {
	server.close();
	folder.remove();
});

const problem = {
	...{type: 'problem' as const, path: '/c/config.toml', count: 1},
	message: 'In the config, team.push.url must be an address.',
};

async function push(settings: Partial<TeamPush> = {}) {
	let [stdout, stderr] = ['', ''];
	const code = await runPush(
		{
			...{
				databasePath: folder.at('state', 'ccmon.db'),
				configDirs: [folder.at('claude')],
				stateDir: folder.at('state'),
			},
			...{sessions: 1, env: {}},
			push: {...defaultTeam.push, url: `${server.url}/api/v1/write`, user: 'ada', machine: 'laptop', ...settings},
		},
		{
			stdout: {write: text => (stdout += text)},
			stderr: {write: text => (stderr += text)},
			now: Date.now,
			problems: settings.url === null ? [problem] : [],
		},
	);
	return {code, stdout, stderr};
}

test('says what it pushed, and that another moment later there is nothing to push', async () => {
	expect(await push()).toEqual({
		...{code: 0, stderr: ''},
		stdout: expect.stringMatching(/^Pushed \d+ series to http:\/\/127\.0\.0\.1:\d+\/api\/v1\/write\.\n$/),
	});
	expect(await push()).toEqual({code: 0, stdout: 'The last push was a moment ago.\n', stderr: ''});
});

test('without an address ends with 2, names what is to be set, and what the config says wrongly', async () => {
	expect(await push({url: null})).toEqual({
		...{code: 2, stdout: ''},
		stderr: expect.stringMatching(
			/^.*team\.push\.url must be an address\.\nccmon metrics: --push needs an address: set url under \[team\.push\] in the config\n$/,
		),
	});
	expect(requests).toBe(0);
});

test('a server that refuses is a line on standard error and 1: a timer must see it', async () => {
	answer = status(401, 'no');
	expect(await push()).toEqual({
		...{code: 1, stdout: ''},
		stderr: expect.stringMatching(/^ccmon metrics: .* answers 401: the token is refused.*\n$/),
	});
	expect(await push({tokenEnv: 'TOKEN'})).toMatchObject({code: 1, stderr: expect.stringContaining('TOKEN')});
});

test('where nothing can be remembered nothing is sent: the next push would send it again', async () => {
	writeFileSync(folder.at('state'), 'a file where a folder should be');
	const {code, stdout, stderr} = await push();
	expect([code, stdout, requests]).toEqual([1, '', 0]);
	expect(stderr.trimEnd().split('\n').at(-1)).toMatch(
		/^ccmon metrics: The database cannot be opened \(.*\/state is not a folder/,
	);
});

test('names of user and machine are pseudonyms if the config says so', async () => {
	let sent = '';
	answer = (response, _, body) => {
		sent += body.toString('latin1');
		response.writeHead(204).end();
	};
	expect((await push()).code).toBe(0);
	for (const name of ['ada', 'laptop']) expect(sent).toContain(name);
	sent = '';
	expect((await push({pseudonym: true})).code).toBe(0);
	expect(sent.length).toBeGreaterThan(100);
	expect(sent).not.toMatch(/ada|laptop/);
});
