import * as v from 'valibot';
import {expect, test} from 'vitest';
import {createTableReader, setting, type Table} from '../../source/platform/settings-table.ts';

const text = setting('a text', v.string());
const count = setting('a number', v.number());

function read(table: Table) {
	const said: string[] = [];
	const reader = createTableReader(table, {
		complain: (key, message) => said.push(`${key} ${message}`),
		advise: (key, known) => ` [${key} of ${[...known].join(',')}]`,
	});
	return {reader, said};
}

test('a value, or its default where there is none or a wrong one, which is said', () => {
	const {reader, said} = read({name: 'web', size: 'large'});
	expect(reader.value('name', text, 'x')).toBe('web');
	expect(reader.value('size', count, 7)).toBe(7);
	expect(reader.value('other', count, null)).toBeNull();
	expect(said).toEqual(['size must be a number.']);
	expect(read({name: 'web'}).reader.values({name: text, size: count}, {name: '', size: 3})).toEqual({
		name: 'web',
		size: 3,
	});
});

test('a key that nobody asked for is a typo, with what it may have meant', () => {
	const {reader, said} = read({nmae: 'web', name: 'x'});
	reader.value('name', text, '');
	reader.value('size', count, 0);
	reader.finish();
	expect(said).toEqual(['nmae is not known and is ignored. [nmae of name,size]']);
});

test('within tables keys have their full names', () => {
	const {reader, said} = read({budgets: {day: 'x', wekk: 1}, list: [1]});
	const budgets = reader.section('budgets');
	budgets.value('day', count, 0);
	budgets.finish();
	const list = reader.section('list');
	expect(list.value('a', count, 5)).toBe(5);
	reader.section('missing').finish();
	reader.finish();
	expect(said).toEqual([
		'budgets.day must be a number.',
		'budgets.wekk is not known and is ignored. [wekk of day]',
		'list must be a table.',
	]);
});

test('a table as a value names the key in it that is not known', () => {
	const price = setting('a price', v.strictObject({input: v.number()}), ['input']);
	const {reader, said} = read({opus: {inptu: 5}, haiku: {input: 'x'}, sonnet: {input: 3}});
	expect(reader.entries(price, key => `claude-${key}`)).toEqual({'claude-sonnet': {input: 3}});
	expect(said).toEqual(['opus is ignored: its key inptu is not known. [inptu of input]', 'haiku must be a price.']);
});

test('a list names the item in it that is wrong, and what it may have meant', () => {
	const known = ['bell', 'command'] as const;
	const words = setting('words', v.array(v.picklist(known)), known);
	const {reader, said} = read({via: ['bell', 'bel', 'comand'], odd: [['bell']], texts: ['x', 3], one: 'bel'});
	for (const key of ['via', 'odd', 'one']) expect(reader.value(key, words, [])).toEqual([]);
	expect(reader.value('texts', setting('texts', v.array(v.string())), [])).toEqual([]);
	expect(said).toEqual([
		'via must be words; "bel" is not. [bel of bell,command]',
		'odd must be words; ["bell"] is not.',
		'one must be words. [bel of bell,command]',
		'texts must be texts; 3 is not.',
	]);
});

test('keys that every object has are keys like others, and none that was not written', () => {
	const {reader, said} = read({});
	for (const key of ['constructor', 'toString', '__proto__']) expect(reader.value(key, text, 'none')).toBe('none');
	const hostile = JSON.parse('{"constructor": "a", "__proto__": "b", "hasOwnProperty": "c"}') as Table;
	expect(Object.entries(read(hostile).reader.entries(text))).toEqual([
		['constructor', 'a'],
		['__proto__', 'b'],
		['hasOwnProperty', 'c'],
	]);
	const inner = read(JSON.parse('{"hosts": {"constructor": {"ssh": "box"}}}') as Table)
		.reader.section('hosts')
		.sections();
	expect(inner.map(([name, section]) => [name, section.value('ssh', text, '')])).toEqual([['constructor', 'box']]);
	expect(said).toEqual([]);
});

test('a date is not a table', () => {
	const {reader, said} = read({day: new Date(0)});
	reader.section('day');
	expect(said).toEqual(['day must be a table.']);
});
