import {spawn, spawnSync} from 'node:child_process';
import {chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {statuslineFolder} from '../../source/platform/paths.ts';
import {statuslineScript} from '../../source/setup/statusline-script.ts';
import {baseEnvironment, type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

const sessionId = 'fa77f146-348f-47ba-9621-d10fa240be2e';
const payload = `${JSON.stringify({
	session_id: sessionId,
	cwd: '/work/it\'s; $(touch pwned) `id` \\ "here"',
	model: {id: 'claude-opus-5-5', display_name: 'Opus 5.5'},
	cost: {total_cost_usd: 0.02585},
	context_window: {context_window_size: 200000, current_usage: {input_tokens: 7}, used_percentage: 14},
	rate_limits: {five_hour: {used_percentage: 99}},
	note: 'grün ✓ 漢',
})}\n`;

const shells = [['dash'], ['bash'], ['bash', '--posix'], ['busybox', 'sh']].filter(
	([program]) => spawnSync(program ?? '', ['-c', ':']).error === undefined,
);

let folder: TemporaryFolder;
let files: string;
beforeEach(() => {
	folder = temporaryFolder("ccmon it's a state");
	files = statuslineFolder(folder.path);
	mkdirSync(files, {mode: 0o700});
	writeFileSync(folder.at('line.sh'), statuslineScript(folder.path));
});
afterEach(() => folder.remove());

interface Result {
	code: number | null;
	out: string;
	error: string;
}

function run(shell: string[], previous: string, input: string, before = ''): Promise<Result> {
	return start(shell, `${before}\n_ccmon_previous=$PREVIOUS; . "$SCRIPT"`, previous, input);
}

function start(shell: string[], program: string, previous: string, input: string): Promise<Result> {
	// Bash at level 1 takes a socket on stdin for a remote login and reads the startup files.
	const env = {...baseEnvironment(), SHLVL: '2', SCRIPT: folder.at('line.sh'), PREVIOUS: previous, line: 'mine'};
	const child = spawn(shell[0] ?? '', [...shell.slice(1), '-c', program], {env, cwd: folder.path});
	const result = {code: null, out: '', error: ''} as Result;
	child.stdout.setEncoding('utf8').on('data', text => (result.out += text));
	child.stderr.setEncoding('utf8').on('data', text => (result.error += text));
	child.stdin.on('error', () => {});
	child.stdin.end(input);
	return new Promise(resolve => child.on('close', code => resolve({...result, code})));
}

test('at least two shells are here to be tested', () => {
	expect(shells.length).toBeGreaterThan(1);
});

describe.each(shells)('%s %s', (...shell) => {
	const stored = () => readFileSync(`${files}/${sessionId}.json`, 'utf8');

	test('keeps the payload byte for byte, owner-only, and shows a line of its own', async () => {
		expect(await run(shell, '', payload)).toEqual({code: 0, out: 'Opus 5.5 · 14% · $0.03\n', error: ''});
		expect(stored()).toBe(payload);
		expect(statSync(`${files}/${sessionId}.json`).mode & 0o777).toBe(0o600);
		expect(readdirSync(files)).toEqual([`${sessionId}.json`]);
	});

	test('the previous command gets the same input and environment; its output and exit code stay', async () => {
		const previous = `umask; echo "$line $0 $#"; cat; echo "don't \\"fret\\"" >&2; exit 7`;
		const direct = await start(shell, previous, previous, payload);
		expect(await run(shell, previous, payload)).toEqual(direct);
		expect(direct).toMatchObject({code: 7, error: 'don\'t "fret"\n'});
		expect(stored()).toBe(payload);
	});

	test('survives a previous command that reads nothing, ends by a signal or does not exist', async () => {
		expect(await run(shell, 'echo short', payload)).toEqual({code: 0, out: 'short\n', error: ''});
		expect((await run(shell, "sh -c 'kill -TERM $$'", payload)).code).toBe(128 + 15);
		expect((await run(shell, '/nowhere/line.sh', payload)).code).toBe(127);
		expect(stored()).toBe(payload);
	});

	test.each([
		'../../escaped',
		'/tmp/escaped',
		'a/b',
		'.',
		'..',
		'-rf',
		'',
		'$(touch pwned)',
		'a b',
		'é',
		'f'.repeat(65),
	])('an invalid session id makes no file: %j', async id => {
		const hostile = `${JSON.stringify({session_id: id})}\n`;
		expect(await run(shell, 'cat', hostile)).toEqual({code: 0, out: hostile, error: ''});
		expect(readdirSync(files)).toEqual([]);
		expect(readdirSync(folder.path).sort()).toEqual(['line.sh', 'statusline']);
	});

	test('input over several lines, without an end of line, or none at all', async () => {
		const pretty = `{\n  "session_id": "${sessionId}"\n}`;
		expect((await run(shell, 'cat', pretty)).out.trimEnd()).toBe(pretty);
		expect(stored()).toBe(pretty);
		expect(await run(shell, '', '')).toEqual({code: 0, out: '\n', error: ''});
		expect(await run(shell, 'cat', 'no json\n')).toEqual({code: 0, out: 'no json\n', error: ''});
	});

	test('long input passes whole', async () => {
		const long = `${JSON.stringify({session_id: sessionId, pad: 'x'.repeat(100_000)})}\n`;
		expect((await run(shell, 'wc -c', long)).out.trim()).toBe(String(long.length));
		expect(stored()).toBe(long);
	});

	test('on a full disk shows its line and leaves no partial file', async () => {
		writeFileSync(`${files}/${sessionId}.json`, 'before');
		expect(await run(shell, 'cat; exit 3', payload, 'ulimit -f 0')).toMatchObject({code: 3, out: payload});
		expect(stored()).toBe('before');
	});

	test('a folder that is missing or a link is not written to', async () => {
		rmSync(files, {recursive: true});
		expect(await run(shell, 'cat', payload)).toEqual({code: 0, out: payload, error: ''});
		mkdirSync(folder.at('elsewhere'));
		symlinkSync(folder.at('elsewhere'), files);
		expect(await run(shell, 'cat', payload)).toEqual({code: 0, out: payload, error: ''});
		expect(readdirSync(folder.at('elsewhere'))).toEqual([]);
	});

	test('a link in the place of the file is replaced, not followed; a folder there is let be', async () => {
		writeFileSync(folder.at('victim'), 'untouched');
		symlinkSync(folder.at('victim'), `${files}/${sessionId}.json`);
		await run(shell, '', payload);
		expect(readFileSync(folder.at('victim'), 'utf8')).toBe('untouched');
		expect(stored()).toBe(payload);
		rmSync(`${files}/${sessionId}.json`);
		mkdirSync(`${files}/${sessionId}.json`);
		expect((await run(shell, 'cat', payload)).out).toBe(payload);
		expect(readdirSync(`${files}/${sessionId}.json`)).toEqual([]);
	});

	test('many at once leave one whole file each', async () => {
		const ids = ['aa', 'bb', 'cc'].map(end => `${sessionId.slice(0, -2)}${end}`);
		const inputs = Array.from({length: 18}, (_, index) => `${JSON.stringify({session_id: ids[index % 3], index})}\n`);
		const results = await Promise.all(inputs.map(input => run(shell, 'cat', input)));
		expect(results.map(({out}) => out)).toEqual(inputs);
		expect(readdirSync(files).sort()).toEqual(ids.map(id => `${id}.json`));
		for (const id of ids) expect(inputs).toContain(readFileSync(`${files}/${id}.json`, 'utf8'));
	});
});

test.each([
	[{cost: {total_cost_usd: 1.2e-7}}, '$0.00'],
	[{cost: {total_cost_usd: 1234.5}}, '$1234.50'],
	[{model: {display_name: 'Haiku "9" \u001b[2J'}}, ''],
	[{model: {display_name: 'Haiku'}, context_window: {used_percentage: null}}, 'Haiku'],
	[{context_window: {used_percentage: 0}, cost: {total_cost_usd: 0}}, '0% · $0.00'],
])('the own line of %j is %j', async (fields, line) => {
	expect((await run(['sh'], '', JSON.stringify(fields))).out).toBe(`${line}\n`);
});

test('a language with a decimal comma changes nothing', async () => {
	const result = await run(['bash'], '', payload, 'export LC_ALL=de_DE.UTF-8');
	expect(result.out).toBe('Opus 5.5 · 14% · $0.03\n');
});

test('writes owner-only files into a folder that others may read', async () => {
	chmodSync(files, 0o755);
	await run(['sh'], '', payload, 'umask 000');
	expect(statSync(`${files}/${sessionId}.json`).mode & 0o777).toBe(0o600);
});
