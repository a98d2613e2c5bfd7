import {expect, test} from 'vitest';
import {obstacle, ownVariables, readTree, valueAt, variablesIn} from '../../source/setup/settings-tree.ts';

test.each([
	['{"env": 1}', '"env" that is not an object'],
	['{"env": null}', '"env" that is not an object'],
	['{"env": []}', '"env" that is not an object'],
	['[]', 'does not hold a JSON object'],
	['"x"', 'does not hold a JSON object'],
	['{"env": {}, "env": {}}', 'has "env" twice'],
	['{"env": {"OTEL_LOGS_EXPORTER": "a", "OTEL_LOGS_EXPORTER": "b"}}', 'has "OTEL_LOGS_EXPORTER" twice'],
	['{"statusLine": {"command": "a", "command": "b"}}', 'has "command" twice'],
	['{"a": 1', 'not valid JSON'],
])('%s cannot be edited: %s', (text, reason) => {
	expect(obstacle(text)).toContain(reason);
});

test.each([
	...['', ' \n', '\ufeff{}', '{}', '{"env": {}}', '{// mine\n"env": {"A": "1",},}'],
	// What setup never touches may be there twice.
	'{"a": 1, "a": 2, "env": {"A": "1", "A": "2"}}',
])('%j can be edited', text => {
	expect(obstacle(text)).toBeNull();
});

test('a value is plain data, and undefined where there is none', () => {
	const tree = readTree('{"env": {"A": "1"}, "none": null, "list": [1, {"x": true}]}');
	expect(valueAt(tree, ['env'])).toStrictEqual({A: '1'});
	expect(valueAt(tree, ['env', 'A'])).toBe('1');
	expect(valueAt(tree, ['list'])).toStrictEqual([1, {x: true}]);
	expect(valueAt(tree, ['none'])).toBeNull();
	expect(valueAt(tree, ['env', 'B'])).toBeUndefined();
	expect(valueAt(tree, ['other'])).toBeUndefined();
	expect(() => readTree('{')).toThrow('not JSON');
});

test('variables are as Claude Code sets them; without an env there are none', () => {
	expect(variablesIn(readTree('{"env": {"A": "1", "N": 2, "B": true}}'))).toMatchObject({A: '1'});
	for (const text of ['', '{"env": "x"}', '{"env": ["A"]}']) expect(variablesIn(readTree(text))).toEqual({});
});

test('setup may set the switch and what leads logs and metrics, and nothing else', () => {
	expect(ownVariables).toContain('CLAUDE_CODE_ENABLE_TELEMETRY');
	for (const name of ownVariables)
		expect(name).toMatch(
			/^(CLAUDE_CODE_ENABLE_TELEMETRY|OTEL_(LOGS|METRICS|METRIC|EXPORTER_OTLP_(LOGS|METRICS))_\w+)$/,
		);
	expect(new Set(ownVariables).size).toBe(ownVariables.length);
});
