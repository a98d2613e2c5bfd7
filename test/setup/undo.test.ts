import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Json} from '../../source/setup/edit.ts';
import {type PlanOptions, planSetup} from '../../source/setup/plan.ts';
import {hashOf, type SetupRecord} from '../../source/setup/record.ts';
import {obstacle, ownVariables} from '../../source/setup/settings-tree.ts';
import {planUndo} from '../../source/setup/undo.ts';
import {settingsText} from './settings-text.ts';

const options: PlanOptions = {
	telemetry: {port: 28123, token: 'ab'.repeat(32)},
	configDir: '/home/dev/.claude',
	id: '0123456789abcdef',
	script: '/state/ccmon-statusline.sh',
	environment: {},
	exporters: 'forward',
	managed: {files: [], unreadable: []},
	earlier: [],
};

function setUp(text: string, earlier: PlanOptions['earlier'] = []): {text: string; record: SetupRecord} {
	const plan = planSetup(text, {...options, earlier});
	const record: SetupRecord = {
		configDir: options.configDir,
		before: Buffer.from(text),
		afterHash: hashOf(Buffer.from(plan.text)),
		changes: plan.changes,
		environment: {},
	};
	return {text: plan.text, record};
}

const undo = (text: string, record: SetupRecord | null) => planUndo(Buffer.from(text), record);
const textOf = (content: Buffer | null) => content?.toString('utf8');
const parsed = (content: Buffer | null): Record<string, Json> => JSON.parse(textOf(content) ?? '');

/** Settings in which some of ccmon's own keys have values already. */
const anySettings = fc
	.tuple(
		settingsText(),
		fc.dictionary(
			fc.constantFrom(...ownVariables),
			fc.constantFrom('1', 'otlp', 'otlp,console', 'grpc', 'http/json', '0'),
		),
		fc.option(fc.record({type: fc.constant('command'), command: fc.string(), padding: fc.nat(3)})),
	)
	.map(([{text, value}, env, statusLine]) => {
		const isPlain = Object.keys(env).length === 0 && statusLine === null;
		if (isPlain) return text;
		const merged = {...value, env: {...(value.env as object), ...env}, ...(statusLine && {statusLine})};
		return JSON.stringify(merged, null, '\t');
	});

test('whatever the settings look like: byte for byte as before, and set up twice is set up once', () => {
	fc.assert(
		fc.property(anySettings, text => {
			expect(obstacle(text)).toBeNull();
			const first = setUp(text);
			expect(obstacle(first.text)).toBeNull();
			expect(setUp(first.text, first.record.changes).text).toBe(first.text);
			const undone = undo(first.text, first.record);
			expect(textOf(undone.content)).toBe(text);
			expect(undone.kept).toEqual([]);
		}),
		{numRuns: 200},
	);
});

test('whatever the settings look like: when something else has changed since, that stays and the rest goes back', () => {
	const plain = anySettings.filter(text => {
		try {
			JSON.parse(text);
			return true;
		} catch {
			return false;
		}
	});
	fc.assert(
		fc.property(plain, text => {
			const {text: after, record} = setUp(text);
			const changed = JSON.stringify({...JSON.parse(after), added: 'later'});
			const before = JSON.parse(text) as Record<string, Json>;
			const undone = undo(changed, record);
			expect(undone.kept).toEqual([]);
			expect(parsed(undone.content)).toEqual({...before, added: 'later'});
		}),
		{numRuns: 150},
	);
});

describe('with other changes since', () => {
	const text = '{\n  // mine\n  "env": {"A": "b"},\n  "theme": "dark"\n}\n';

	test('comments and order stay', () => {
		const {text: after, record} = setUp(text);
		const undone = undo(after.replace('"dark"', '"light"'), record);
		expect(textOf(undone.content)).toBe(text.replace('"dark"', '"light"'));
	});

	test('a value that the person changed is left, and named', () => {
		const {text: after, record} = setUp(text);
		const undone = undo(after.replace('"250"', '"500"'), record);
		expect(undone.kept).toEqual(['env.OTEL_LOGS_EXPORT_INTERVAL']);
		expect(textOf(undone.content)).toBe(text.replace('{"A": "b"}', '{"A": "b", "OTEL_LOGS_EXPORT_INTERVAL": "500"}'));
	});

	test("what was added to ccmon's status line goes with it", () => {
		const {text: after, record} = setUp('{"theme": "dark"}');
		const settings = JSON.parse(after);
		settings.statusLine.padding = 2;
		expect(parsed(undo(JSON.stringify(settings), record).content)).toEqual({theme: 'dark'});
	});

	test('a status line that the person has chosen since is left', () => {
		const {text: after, record} = setUp('{"theme": "dark"}');
		const settings = {...JSON.parse(after), statusLine: {type: 'command', command: 'mine'}};
		const undone = undo(JSON.stringify(settings), record);
		expect(parsed(undone.content)).toEqual({theme: 'dark', statusLine: {type: 'command', command: 'mine'}});
		expect(undone.kept).toEqual(['statusLine']);
	});

	test('keys that the person has removed are not missed', () => {
		const {record} = setUp(text);
		expect(undo(text.replace('dark', 'light'), record)).toMatchObject({kept: [], isNeeded: false});
	});
});

describe('without a record', () => {
	test('recognises its own keys by their marks', () => {
		const before = {env: {A: 'b'}, statusLine: {type: 'command', command: "echo 'x'"}, theme: 'dark'};
		const {text} = setUp(JSON.stringify(before));
		expect(parsed(undo(text, null).content)).toEqual(before);
	});

	test('an exporter beside ours stays', () => {
		const before = {env: {CLAUDE_CODE_ENABLE_TELEMETRY: '1', OTEL_METRICS_EXPORTER: 'prometheus'}};
		const {text} = setUp(JSON.stringify(before));
		expect(parsed(undo(text, null).content)).toEqual({env: {OTEL_METRICS_EXPORTER: 'prometheus'}});
	});

	test('leaves settings without them unchanged', () => {
		const text = '{"env": {"OTEL_LOGS_EXPORTER": "otlp", "CLAUDE_CODE_ENABLE_TELEMETRY": "1"}}';
		expect(undo(text, null)).toMatchObject({isNeeded: false});
	});
});
