/** Past conversations as rows of a list; what is searched is in search/search.test.ts. */
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {newFacts} from '../../source/accounting/facts.ts';
import {factsToJson} from '../../source/index/facts-json.ts';
import {identitiesOf} from '../../source/index/folder-rows.ts';
import {createConversationReader, createRowFinder, findConversations} from '../../source/index/past-conversations.ts';
import {createOpenedIndex, type OpenedIndex} from './opened.ts';

let index: OpenedIndex;
let folder: number;
beforeEach(() => {
	index = createOpenedIndex();
	folder = addFolder('claude');
});
afterEach(() => index.close());

function addFolder(name: string): number {
	const path = index.at(name);
	return index.put('folder', {identity: identitiesOf([path])[0]!, path});
}

/** Asked by a person, with words to be found by. */
function add(sessionId: string, lastAt: number | null, words = '', fields: Record<string, string | number> = {}) {
	const row = index.conversation(sessionId, {folder, is_asked: 1, last_at: lastAt, ...fields});
	index.put('conversation_words', {rowid: row, words});
	return row;
}

const addPiece = (conversation: number, quarter: number, costUsd: number | null) =>
	index.put('spending', {
		...{conversation, quarter, class: 1, is_idle: 0, is_surplus: 0, is_unpriced: Number(costUsd === null)},
		...{requests: 1, cost_usd: costUsd, last_at: 1},
	});

const idsOf = (search: string, limit = 10) =>
	findConversations(index.database, [index.at('claude')], {search, limit}).map(({sessionId}) => sessionId);
const read = (row: number) => createConversationReader(index.database)(row);

describe('a search', () => {
	test('lists the latest first, as many as are asked for, and only what a person asked', () => {
		add('old', 1, 'login page');
		add('new', 3, 'login');
		add('mid', 2, 'page');
		add('never', 9, 'login', {is_asked: 0});
		add('undated', null, 'login');
		add('elsewhere', 8, 'login', {folder: addFolder('other')});
		expect(idsOf('')).toEqual(['new', 'mid', 'old']);
		expect(idsOf('', 2)).toEqual(['new', 'mid']);
		expect(idsOf('logi')).toEqual(['new', 'old']);
		expect(idsOf('logi', 1)).toEqual(['new']);
		expect(idsOf('logi pag')).toEqual(['old']);
		expect(idsOf('', 0)).toEqual([]);
	});

	test('for punctuation only, or for letters unknown to SQLite, finds nothing', () => {
		add('one', 1, 'login');
		expect(idsOf('!?')).toEqual([]);
		expect(idsOf('\u{10efff}')).toEqual([]);
	});

	test('that is repeated finds what another connection wrote meanwhile', () => {
		const find = createRowFinder(index.database, [index.at('claude')]);
		const first = add('one', 1);
		expect(find({search: '', limit: 9})).toEqual([first]);
		const other = createOtherConnection();
		other.exec(
			`INSERT INTO conversation (folder, session_id, facts, is_asked, last_at) VALUES (${folder}, 'two', '{}', 1, 2)`,
		);
		other.close();
		expect(find({search: '', limit: 9})).toHaveLength(2);
	});
});

function createOtherConnection() {
	const {DatabaseSync} = process.getBuiltinModule('node:sqlite');
	return new DatabaseSync(index.at('state', 'ccmon.db'));
}

describe('what it says of one', () => {
	const asked = (text: string | null, command: string | null = null) =>
		factsToJson({
			...newFacts('one'),
			lastQuestion: command === null && text !== null ? {at: 1, text} : {at: 1, text: 'fix it'},
			lastPrompt: {at: 2, text},
		});

	test('is cleaned for a terminal, without HEAD as a branch', () => {
		const row = add('one', 5, '', {
			...{title: 'Fix\u001b[2J it\u202e', git_branch: 'HEAD', cwd: '/p', facts: asked('why\n\u0007not')},
		});
		expect(read(row)).toMatchObject({
			...{sessionId: 'one', configDir: index.at('claude'), cwd: '/p', lastAt: 5},
			...{title: 'Fix it', lastPrompt: 'why not', gitBranch: null},
		});
	});

	test('is the last question rather than a command, else the command, else nothing', () => {
		expect(read(add('one', 1, '', {facts: asked('/exit', 'exit')}))?.lastPrompt).toBe('fix it');
		const command = factsToJson({...newFacts('two'), lastPrompt: {at: 1, text: '/exit'}});
		expect(read(add('two', 1, '', {facts: command}))?.lastPrompt).toBe('/exit');
		expect(read(add('three', 1, '', {facts: '{'}))?.lastPrompt).toBeNull();
		expect(read(999)).toBeNull();
	});

	test('is what it cost, a lower bound where something has no price or nothing is known', () => {
		const known = (...costs: (number | null)[]) => {
			const row = add(JSON.stringify(costs), 1, '', {partial: 0});
			for (const [quarter, usd] of costs.entries()) addPiece(row, quarter, usd);
			const {costUsd, partial} = read(row)!;
			return [costUsd, partial];
		};
		expect(known(0.5, 0.25)).toEqual([0.75, false]);
		expect(known(0)).toEqual([0, false]);
		expect(known(0.5, null)).toEqual([0.5, true]);
		expect(known(null)).toEqual([null, true]);
		expect(known()).toEqual([null, true]);
		const hidden = add('hidden', 1, '', {partial: 1});
		addPiece(hidden, 1, 0.5);
		expect(read(hidden)).toMatchObject({costUsd: 0.5, partial: true});
	});
});
