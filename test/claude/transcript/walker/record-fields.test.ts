/** The walker has the numbers of the fields a second time: two halves of one program that are compiled apart. */
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {field, keysToFind, recordType} from '../../../../source/claude/transcript/walker/record-fields.ts';

const source = readFileSync(
	path.resolve(import.meta.dirname, '../../../../source/claude/transcript/walker/walk.assembly.ts'),
	'utf8',
);
const constants = Object.fromEntries(
	[...source.matchAll(/^const (\w+)(?:: u32)? = (\d+);$/gm)].map(([, name, value]) => [name, Number(value)]),
);

test('a field has the same number in both', () => {
	const shared = Object.entries(constants).filter(
		([name]) => /^[a-z]+[A-Za-z]*Field$/.test(name) && !/Repeated/.test(name),
	);
	expect(shared.length).toBeGreaterThan(8);
	expect(Object.fromEntries(shared)).toEqual(
		Object.fromEntries(shared.map(([name]) => [name, field[name.replace(/Field$/, '') as keyof typeof field]])),
	);
	expect(constants.fields).toBe(Math.max(...Object.values(field)) + 1);
	expect([constants.unusual, constants.answer, constants.repeatedAnswer]).toEqual([
		recordType.parsed,
		recordType.answer,
		recordType.repeatedAnswer,
	]);
});

test('those that are hashed are the texts that repeat, without a gap', () => {
	const {firstRepeatedField: first = 0, lastRepeatedField: last = 0} = constants;
	const hashed = Object.entries(field).filter(([, number]) => number >= first && number <= last);
	expect(hashed.map(([name]) => name)).toEqual([
		...['cwd', 'gitBranch', 'version', 'agentId', 'sessionId', 'requestSessionId', 'forkedFromSessionId'],
		...['model', 'speed', 'inferenceGeo'],
	]);
});

test('no number means two fields, and no key is looked for twice in one object', () => {
	expect(new Set(Object.values(field)).size).toBe(Object.keys(field).length);
	const places = keysToFind.map(([level, key]) => `${level} ${key}`);
	expect(new Set(places).size).toBe(places.length);
});
