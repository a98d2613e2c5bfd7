/** What a batch keeps of one config folder until it is written. */
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {createClassRows} from '../../../source/index/class-rows.ts';
import {createConversationRows} from '../../../source/index/conversation-rows.ts';
import {createKnownRequests} from '../../../source/index/known-requests.ts';
import {createRequestRows} from '../../../source/index/request-rows.ts';
import {createFolderBatch, type FolderBatch} from '../../../source/index/scan/folder-batch.ts';
import {createPromptRows, keepPrompts, promptTextsOf} from '../../../source/index/search/prompts.ts';
import {noon, prompt, request, turnUsage} from '../../support/events.ts';
import {createOpenedIndex, type OpenedIndex} from '../opened.ts';

let index: OpenedIndex;
let folders: number[];
beforeEach(() => {
	index = createOpenedIndex();
	folders = ['a', 'b'].map(identity => index.put('folder', {identity, path: identity}));
});
afterEach(() => index.close());

/** As one thread has it. */
function open(folder = folders[0]!) {
	const {database} = index;
	const known = createKnownRequests(database);
	const batch = createFolderBatch({
		...{database, folder, known, now: () => noon, promptRows: createPromptRows(database)},
		conversations: createConversationRows(database, folder),
		requests: createRequestRows(database, createClassRows(database)),
	});
	return {
		...{batch, known},
		read(...events: Parameters<FolderBatch['accounts']['apply']>[0][]) {
			for (const event of events) {
				batch.accounts.apply(event, noon);
				if (event.type === 'prompt') batch.addPrompt(event);
			}
		},
		save() {
			const touched = batch.save();
			known.save();
			return touched;
		},
	};
}

const requests = () =>
	index.database
		.prepare(
			'SELECT session_id, output_tokens FROM request JOIN conversation ON conversation.id = conversation ORDER BY request.id',
		)
		.all()
		.map(row => [row.session_id, row.output_tokens]);

describe('a request that is stored', () => {
	test('is joined with what is read of it later, and is one', () => {
		const first = open();
		first.read(request({n: 1, usage: {...turnUsage, outputTokens: 1}}));
		expect(first.save().map(({isNew}) => isNew)).toEqual([true]);
		const later = open();
		later.read(request({n: 1}), request({n: 2}));
		expect(later.batch.changed.size).toBe(2);
		expect(later.save().map(({isNew}) => isNew)).toEqual([false]);
		expect(requests()).toEqual([
			['one', 30],
			['one', 30],
		]);
	});

	test('of a folder that was copied has sums of its own there', () => {
		for (const folder of folders) {
			const {read, save} = open(folder);
			read(request({n: 1}));
			save();
		}
		expect(requests()).toHaveLength(2);
	});

	test('by another thread meanwhile is found before it is written', () => {
		const [mine, theirs] = [open(), open()];
		mine.read(request({n: 1}));
		theirs.read(request({n: 1}));
		theirs.save();
		expect(mine.known.refresh()).toBe(true);
		mine.batch.meetOthers();
		mine.save();
		expect(requests()).toHaveLength(1);
	});
});

test('a conversation in which nothing was read is not written', () => {
	const first = open();
	first.read(request({n: 1}));
	first.save();
	const later = open();
	later.batch.accounts.conversation('one', noon);
	expect(later.save()).toEqual([]);
});

describe('prompts', () => {
	const texts = (sessionId = 'one') => {
		const row = index.database.prepare('SELECT id FROM conversation WHERE session_id = ?').get(sessionId)!.id;
		return [...promptTextsOf(index.database, Number(row)).values()];
	};

	test('are kept as a person typed them, the longer text where there is one', () => {
		const {read, save} = open();
		read(
			...[prompt({n: 1, text: 'short', longText: 'short and long'}), prompt({n: 2, human: false})],
			...[prompt({n: 3, text: null}), prompt({n: 4, text: '/compact', command: 'compact'})],
			prompt({n: 5, text: '/compact keep the tests', command: 'compact'}),
		);
		save();
		expect(texts()).toEqual(['short and long', '/compact keep the tests']);
	});

	test('are not kept if the config says so, even if it has only just changed', () => {
		const {read, save} = open();
		read(prompt({n: 1}));
		keepPrompts(index.database, false);
		save();
		expect(texts()).toEqual([]);
	});
});
