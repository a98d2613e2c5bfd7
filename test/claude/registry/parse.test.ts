import fc from 'fast-check';
import {expect, test} from 'vitest';
import {parseRegistryFile} from '../../../source/claude/registry/parse.ts';

const facts = {configDir: '/home/dev/.claude', pid: 12_102, fallbackStartedAt: 7};

/** As Claude Code 2.1.330 wrote it, ids changed. */
const written = {
	pid: 12_102,
	sessionId: '837b4fc8-9b26-455a-a558-b40cc23bcb10',
	cwd: '/home/dev/api',
	startedAt: 1_795_335_036_907,
	procStart: '64223',
	version: '2.1.330',
	peerProtocol: 1,
	kind: 'interactive',
	entrypoint: 'cli',
	pidDomain: 'linux:00000000000000000000000000000000:pid:[4026531836]',
	tmux: 'a:@0.%0',
	name: 'api-f5',
	nameSource: 'derived',
	status: 'waiting',
	updatedAt: 1_795_335_262_280,
	statusUpdatedAt: 1_795_335_262_280,
	waitingFor: 'permission prompt',
};

const read = (changes: object = {}) => parseRegistryFile(JSON.stringify({...written, ...changes}), facts);

function readProcess(changes: object) {
	const reading = read(changes);
	if (reading.type !== 'session') throw new Error(`not a session: ${JSON.stringify(reading)}`);
	return reading.process;
}

test('a whole file', () => {
	expect(read()).toEqual({
		type: 'session',
		pidDomain: written.pidDomain,
		parkedJobId: null,
		updatedAt: written.updatedAt,
		process: {
			configDir: '/home/dev/.claude',
			pid: 12_102,
			procStart: '64223',
			sessionId: '837b4fc8-9b26-455a-a558-b40cc23bcb10',
			kind: 'interactive',
			status: 'waiting',
			waitingFor: 'permission prompt',
			name: 'api-f5',
			cwd: '/home/dev/api',
			startedAt: 1_795_335_036_907,
			statusSince: 1_795_335_262_280,
			version: '2.1.330',
			tmux: 'a:@0.%0',
			jobId: null,
			runsElsewhere: false,
		},
	});
});

test('a background session has the id that claude attach takes', () => {
	expect(readProcess({kind: 'bg', jobId: '5f914555'})).toMatchObject({kind: 'bg', jobId: '5f914555'});
});

test('the daemon, its workers and its warm spare are not sessions', () => {
	for (const changes of [{kind: 'daemon'}, {kind: 'daemon-worker'}, {kind: 'bg', spare: true}]) {
		expect(read(changes)).toEqual({type: 'internal'});
	}
});

test('only a few fields are required, and numbers may be strings', () => {
	const least = parseRegistryFile('{"sessionId":"abc-1"}', facts);
	expect(least).toMatchObject({
		type: 'session',
		pidDomain: null,
		process: {pid: 12_102, procStart: null, status: 'unknown', name: null, cwd: '', startedAt: 7, statusSince: null},
	});
	expect(readProcess({startedAt: '1795335036907', pid: '12102', procStart: 64_223})).toMatchObject({
		startedAt: 1_795_335_036_907,
		procStart: '64223',
	});
});

test('drops what a session waited for once it is no longer waiting', () => {
	expect(readProcess({status: 'busy'}).waitingFor).toBeNull();
	expect(readProcess({status: 'dancing', kind: 'telepathic'})).toMatchObject({status: 'unknown', kind: 'interactive'});
});

test.each([
	['a name that colours the screen', {name: '\x1b[31mred\x1b]0;x\x07'}, {name: 'red'}],
	['a name of nothing', {name: '\u200b'}, {name: null}],
	['a tmux target with a line break', {tmux: 'a\n:@0.%0'}, {tmux: null}],
	['a tmux target that is an option', {tmux: '-t evil'}, {tmux: null}],
	['a job id that is an option', {jobId: '--dangerously-skip-permissions'}, {jobId: null}],
	['a version that is markup', {version: '1;rm -rf'}, {version: null}],
	['a folder with a zero', {cwd: '/a\0b'}, {cwd: ''}],
	['a time before the epoch', {startedAt: -1, statusUpdatedAt: 1e300}, {startedAt: 7, statusSince: null}],
])('%s is left out', (_, changes, expected) => {
	expect(readProcess(changes)).toMatchObject(expected);
});

test.each([
	['a session id that is a path', {sessionId: '../../etc/passwd'}],
	['a session id that is an option', {sessionId: '-r'}],
	['no session id', {sessionId: undefined}],
	['another pid than its file’s', {pid: 1}],
	['a negative pid', {pid: -12_102}],
])('%s makes the whole file unusable', (_, changes) => {
	expect(read(changes).type).toBe('broken');
});

test.each(['', '{', '{"pid":1', 'null', '[]', '"x"', '\0\0\0', '{"sessionId":{"__proto__":1}}'])(
	'%j is broken',
	text => {
		expect(parseRegistryFile(text, facts).type).toBe('broken');
	},
);

test('cuts a name of a megabyte', () => {
	expect(readProcess({name: 'x'.repeat(1e6)}).name).toHaveLength(200);
});

test('reads any file without an error, and without control characters in the result', () => {
	const anything = fc.oneof(
		fc.string({unit: 'binary'}),
		fc.json(),
		fc
			.record(
				{
					sessionId: fc.oneof(fc.uuid(), fc.string()),
					pid: fc.oneof(fc.constant(12_102), fc.anything()),
					name: fc.oneof(fc.string({unit: 'binary'}), fc.anything()),
					waitingFor: fc.string({unit: 'binary'}),
					status: fc.oneof(fc.constant('waiting'), fc.anything()),
					startedAt: fc.anything(),
					tmux: fc.anything(),
					kind: fc.anything(),
				},
				{requiredKeys: []},
			)
			.map(value => JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part))),
	);
	fc.assert(
		fc.property(anything, text => {
			const reading = parseRegistryFile(text, facts);
			if (reading.type !== 'session') return;
			const {name, waitingFor, sessionId, startedAt} = reading.process;
			expect(`${name}${waitingFor}${sessionId}`).not.toMatch(/\p{Cc}/u);
			expect(Number.isSafeInteger(startedAt)).toBe(true);
		}),
		{numRuns: 1000},
	);
});
