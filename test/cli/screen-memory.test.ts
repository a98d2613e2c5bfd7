import {readFileSync, statSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {openScreenMemory} from '../../source/cli/screen-memory.ts';
import {createScreenStore} from '../../source/ui/screen-state.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
let file: string;
beforeEach(() => {
	folder = temporaryFolder();
	file = folder.at('screen.json');
});
afterEach(() => folder.remove());

const left = {sort: 'cost', reverse: true, filter: 'api', showFinished: true, view: 'history'} as const;

test('the screen is found as it was left, by its owner alone', () => {
	const memory = openScreenMemory(file);
	expect(memory.initial).toEqual({});
	memory.remember(createScreenStore(left).getState());
	memory.close();
	expect(openScreenMemory(file).initial).toEqual(left);
	expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a question or a list to choose from is not come back to, but the view before it', () => {
	const memory = openScreenMemory(file);
	memory.remember(createScreenStore({view: 'usage'}).getState());
	memory.remember(createScreenStore({view: 'past'}).getState());
	memory.close();
	expect(openScreenMemory(file).initial.view).toBe('usage');
});

test('--fresh starts with the defaults, and remembers how it is left', () => {
	writeFileSync(file, JSON.stringify(left), {mode: 0o600});
	const memory = openScreenMemory(file, {fresh: true});
	expect(memory.initial).toEqual({});
	memory.remember(createScreenStore({sort: 'name'}).getState());
	memory.close();
	expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({sort: 'name', filter: '', view: 'list'});
});

test.each(['', '{', '{"sort":"colour"}', JSON.stringify({...left, filter: 7})])(
	'%j is as if nothing were there',
	text => {
		writeFileSync(file, text, {mode: 0o600});
		expect(openScreenMemory(file).initial).toEqual({});
	},
);
