/** Of a server that answers well or in a bad way: a clear line, an exit code to rely on, nothing shown that has no business there. */
import type {IncomingMessage, ServerResponse} from 'node:http';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Problem} from '../../../source/claude/events.ts';
import {defaultTeam, type TeamConfig} from '../../../source/core/config/team.ts';
import {runTeam} from '../../../source/reports/team/run-team.ts';
import {type Answer, patienceMs, silence, startAnswering, status} from './answering-server.ts';

let url: string;
let close: () => void;
let answer: Answer;
beforeEach(async () => {
	({url, close} = await startAnswering((...given) => answer(...given)));
});
afterEach(() => close());

const secret = 'glsa_very-secret';
async function team(
	options: {json?: boolean; check?: boolean; csv?: boolean} = {json: true},
	settings: Partial<TeamConfig> = {orgTpm: 4_000_000},
	problems: readonly Problem[] = [],
) {
	let [stdout, stderr] = ['', ''];
	const code = await runTeam(
		{
			team: {...defaultTeam, url, tokenEnv: 'TOKEN', ...settings},
			...{figures: '2026-08', env: {TOKEN: secret}, timeoutMs: patienceMs(answer), ...options},
		},
		{
			stdout: {write: text => (stdout += text)},
			stderr: {write: text => (stderr += text)},
			now: () => Date.parse('2026-11-20T12:00:00Z'),
			problems,
		},
	);
	expect(stdout + stderr).not.toContain(secret);
	return {code, stdout, stderr};
}

const json = (body: unknown) => (response: ServerResponse) => void response.end(JSON.stringify(body));
const vector = (result: unknown, more = {}) => json({status: 'success', data: {resultType: 'vector', result}, ...more});

test.each<[string, Answer, RegExp]>([
	['400', status(400, '{"status":"error","error":"parse error"}'), /answers 400 \(parse error\)/],
	['401', status(401, 'no'), /answers 401: the token is refused/],
	['403', status(403, '<html>Forbidden</html>'), /answers 403: the token is refused$/m],
	['404', status(404, 'page not found'), /answers 404: check the address/],
	['422', status(422, '{"error":"too many samples"}'), /answers 422 \(too many samples\)/],
	['429', status(429, '', {'retry-after': '30'}), /answers 429: asked too often/],
	['503', status(503, 'starting'), /answers 503: it cannot answer now \(starting\)/],
	['a redirect', status(302, '', {location: 'http://127.0.0.1:1/'}), /answers 302: it redirects/],
	['HTML', status(200, '<html>Log in</html>'), /does not answer as Prometheus does/],
	['JSON of another kind', json([1, 2, {data: null}]), /does not answer as Prometheus does/],
	['an error with 200', json({status: 'error', error: 'no \u001B[2Jluck'}), /\(no luck\)/],
	[
		'a part of it',
		response => {
			response.writeHead(200, {'content-length': '5000'}).write('{"status":"succ');
			setTimeout(() => response.destroy(), 20);
		},
		/does not answer/,
	],
	['nothing, ever', silence, /does not answer \(no answer in time\)/],
])('%s: says so in one line', async (_, bad, line) => {
	answer = bad;
	const {code, stdout, stderr} = await team();
	expect({code, stdout}).toEqual({code: 1, stdout: ''});
	expect(stderr).toMatch(line);
	expect(stderr.trimEnd().split('\n')).toHaveLength(1);
	expect((await team({check: true})).code).toBe(2);
});

test('a hundred megabytes are not read', async () => {
	let sent = 0;
	answer = response => {
		response.writeHead(200);
		const chunk = Buffer.alloc(2 ** 20, ' ');
		const more = () => {
			if (response.destroyed || sent >= 100) return response.end();
			sent++;
			return response.write(chunk) ? setImmediate(more) : response.once('drain', more);
		};
		more();
	};
	expect((await team()).stderr).toMatch(/sends too long an answer|no answer in time/);
	expect(sent).toBeLessThan(100);
});

test('a server that is gone', async () => {
	close();
	expect(await team()).toMatchObject({code: 1, stderr: expect.stringContaining('does not answer (ECONNREFUSED)')});
});

const people =
	(count: number) =>
	(response: ServerResponse, {url: path = ''}: IncomingMessage) => {
		const query = new URL(path, url).searchParams.get('query') ?? '';
		const isOf = (name: string) => query.includes(name);
		const names = Array.from({length: count}, (_, index) => ({user: `dev-${index}`, team: 'core'}));
		if (query.startsWith('count by'))
			return vector([{metric: {__name__: 'ccmon_cost_usd_total'}, value: [1, '1']}])(response);
		if (path.includes('query_range')) {
			const at = Number(new URL(path, url).searchParams.get('end'));
			return json({
				status: 'success',
				data: {
					resultType: 'matrix',
					result: names.map(metric => ({
						metric,
						values: [
							[at, '1.5'],
							[at - 86_400, 'NaN'],
						],
					})),
				},
			})(response);
		}
		return vector(isOf('last_received') ? names.map(metric => ({metric, value: [1, '1795000000']})) : [])(response);
	};

test('NaN and infinity are no figures', async () => {
	answer = people(2);
	const {users, totals} = JSON.parse((await team()).stdout);
	expect(users).toMatchObject([{costUsd: 1.5, activeDays: 1}, {costUsd: 1.5}]);
	expect(totals.costUsd).toBe(3);
});

test('ten thousand people', async () => {
	answer = people(10_000);
	const {stdout, code} = await team({});
	expect(code).toBe(0);
	expect(stdout).toContain('10000 people');
	expect(stdout).toContain('$15,000');
});

test('warnings and partial answers are shown, and a check cannot be made', async () => {
	answer = (response, request) =>
		request.url?.includes('count+by')
			? vector([], {warnings: ['store \u001B[31mgone']})(response)
			: people(1)(response, request);
	const {stdout, stderr} = await team();
	expect(JSON.parse(stdout).source).toMatchObject({partial: true, warnings: ['store gone']});
	expect(stderr).toContain('store gone');
	expect(await team({check: true})).toMatchObject({code: 2});
	answer = (response, request) =>
		request.url?.includes('idle') ? status(422, '{"error":"too many"}')(response) : people(1)(response, request);
	expect(JSON.parse((await team()).stdout).source).toMatchObject({partial: true});
});

test('hostile labels neither move the cursor nor break the JSON or the CSV', async () => {
	const user = '\u001B]0;evil\u0007\u202E=cmd|"x"\r\nboo';
	answer = (response, request) =>
		request.url?.includes('query_range') || request.url?.includes('last_received')
			? vector([{metric: {user, team: '\u009B2J', __proto__: 'x'}, value: [1, '1795000000']}, 7, {metric: null}])(
					response,
				)
			: vector([])(response);
	const text = await team({});
	expect(text.stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
	expect(text.stdout).toContain('=cmd|"x" boo');
	expect(JSON.parse((await team()).stdout).users).toMatchObject([{user: '=cmd|"x" boo'}]);
	const [, line] = (await team({csv: true})).stdout.split('\r\n');
	expect(line).toMatch(/^"'=cmd\|""x"" boo",/);
});

const problem = {
	...{type: 'problem' as const, path: '/config.toml', count: 1},
	message: 'team.budgets.monhtUsd is not known.',
};
test.each([
	['a mistake in the config', {orgTpm: 1}, [problem], 'not checked, because of what is said above'],
	['no budget and no limit', {}, [], 'no budget is set in the config, under [team.budgets], and no orgTpm'],
	[
		'a team that sends nothing',
		{budgets: {...defaultTeam.budgets, teams: {coer: 1}}},
		[],
		'team coer has sent nothing',
	],
])('a check with %s has not been made', async (_, settings, problems, reason) => {
	answer = people(2);
	const {code, stderr} = await team({check: true}, settings, problems);
	expect(code).toBe(2);
	expect(stderr).toContain(reason);
});

test('a check of a limit of tokens per minute that nobody has sent has not been made', async () => {
	answer = people(2);
	expect(await team({check: true})).toMatchObject({
		code: 2,
		stderr: 'ccmon team: --check: not checked, because the tokens per minute of the last 24 hours are not known\n',
	});
	const peak = vector([{metric: {}, value: [1, '3999999']}]);
	answer = (response, request) => (request.url?.includes('max_over_time') ? peak : people(2))(response, request);
	expect(await team({check: true})).toMatchObject({code: 0, stderr: ''});
	expect(await team({check: true}, {orgTpm: 3_999_998})).toMatchObject({
		code: 1,
		stderr: expect.stringContaining('Over the limit: 4M tokens per minute'),
	});
});

test('an address that the config refused is named', async () => {
	const refused = {...problem, message: 'In the config, team.url must be an address.'};
	expect((await team({}, {url: null}, [refused])).stderr).toContain('team.url must be an address');
});

test('nobody in sight is said, with what to do', async () => {
	answer = vector([]);
	expect((await team({})).stdout).toContain('ccmon team setup shows');
});

test('a token that is not there is asked for by name', async () => {
	let stderr = '';
	const io = {stdout: {write: () => true}, stderr: {write: (text: string) => (stderr += text)}, now: () => 0};
	await runTeam({team: {...defaultTeam, url, tokenEnv: 'TOKEN'}, figures: '2026-08', env: {}}, io);
	expect(stderr).toBe('ccmon team: no key: set the environment variable TOKEN\n');
});
