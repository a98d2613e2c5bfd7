import * as v from 'valibot';
import {expect, test} from 'vitest';
import {booksSchema, isSameRelation, type SameAs, sameWords} from '../../../source/core/hosts/books.ts';

const of = (name: string, isMachine = true, isWhole = true): SameAs => ({name, isMachine, isWhole});

test.each<[SameAs, string]>([
	[of('box'), 'the same as box, counted once'],
	[of('local'), 'this machine itself, counted once'],
	[of('box', false), 'shares the history of box, counted once'],
	[of('local', false), 'shares the history of this machine, counted once'],
	[of('box', true, false), 'shares a config folder with box, not counted'],
	[of('local', false, false), 'shares a config folder with this machine, not counted'],
])('%j', (sameAs, words) => expect(sameWords(sameAs)).toBe(words));

test('relations are compared by what they say', () => {
	expect([isSameRelation(null, null), isSameRelation(of('box'), of('box'))]).toEqual([true, true]);
	for (const other of [null, of('dev'), of('box', false), of('box', true, false)])
		expect(isSameRelation(of('box'), other)).toBe(false);
});

test('what another machine says of its books is bounded', () => {
	const folder = {configDir: '/home/ada/.claude', id: 'f'};
	const many = Array.from({length: 1000}, () => folder);
	expect(v.parse(booksSchema, {processes: 'p', folders: many}).folders).toHaveLength(100);
	const isRead = (books: object) => v.safeParse(booksSchema, {processes: 'p', folders: [folder], ...books}).success;
	expect(isRead({})).toBe(true);
	expect(isRead({processes: 'p'.repeat(101)})).toBe(false);
	expect(isRead({processes: null})).toBe(false);
	expect(isRead({folders: [{...folder, id: 'f'.repeat(101)}]})).toBe(false);
	expect(isRead({folders: [{...folder, configDir: 'c'.repeat(5000)}]})).toBe(false);
	expect(isRead({folders: {}})).toBe(false);
});
