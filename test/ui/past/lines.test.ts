import {describe, expect, test} from 'vitest';
import type {PastConversation, PastState} from '../../../source/core/past-conversation.ts';
import {
	detailRows,
	firstShown,
	type PastContext,
	pastDetail,
	pastHead,
	pastRows,
} from '../../../source/ui/past/lines.ts';
import {widthOf} from '../../../source/ui/text.ts';
import {createLook} from '../../../source/ui/theme.ts';
import {noon} from '../../support/fake-fleet.ts';
import {testOptions} from '../../support/fake-screen.ts';

const hour = 3_600_000;
const one = (fields: Partial<PastConversation> = {}): PastConversation => ({
	...{
		sessionId: '0a1b2c3d-0000-4000-8000-000000000001',
		configDir: '/c',
		title: 'Fix the login',
		lastPrompt: 'and test it',
	},
	...{cwd: '/home/ada/work/web', gitBranch: 'main', lastAt: noon - 2 * hour, costUsd: 1.5, partial: false},
	...fields,
});
const state = (all: readonly PastConversation[], fields: Partial<PastState> = {}): PastState => ({
	...{search: '', progress: null, missing: [], cut: [], count: all.length, isCut: false},
	at: index => all[index] ?? null,
	...fields,
});
const look = createLook({colour: 'none', ascii: false});
const context = (width = 120, running: string[] = [], onPlan = false): PastContext => ({
	...{width, now: noon, options: {...testOptions, look}, onPlan, running: new Set(running)},
});
const row = (fields: Partial<PastConversation> = {}, width = 120) =>
	pastRows(state([one(fields)]), -1, 1, context(width))[0]!;

describe('a row', () => {
	test('has title and last prompt, then folder, branch, age and cost, as far as there is room', () => {
		expect(row()).toMatch(/^ {2}Fix the login · and test it +~\/work\/web +main +2h00m +\$1\.50$/);
		expect(row({}, 100)).toMatch(/^ {2}Fix the login · and test it +~\/work\/web +2h00m +\$1\.50$/);
		expect(row({}, 60)).toMatch(/^ {2}Fix the login · and test it +2h00m +\$1\.50$/);
		expect(row({}, 40)).toMatch(/^ {2}Fix the login · and test it +2h00m$/);
	});

	test('without a title has the prompt, once; without either its id', () => {
		expect(row({title: null})).toMatch(/^ {2}and test it +~/);
		expect(row({title: 'and test it'})).toMatch(/^ {2}and test it +~/);
		expect(row({title: null, lastPrompt: null})).toMatch(/^ {2}0a1b2c3d +~/);
		expect(row({host: 'box'})).toContain('box/Fix the login');
	});

	test('keeps the end of a long path, which distinguishes it, and says what is not known', () => {
		expect(row({cwd: '/srv/projects/of/everybody/backend/web'})).toContain(' …/backend/web  ');
		expect(row({costUsd: null, cwd: null, gitBranch: null})).toMatch(/– +2h00m +–$/);
		expect(row({partial: true})).toMatch(/≥\$1\.50$/);
	});

	test('of a conversation that goes on now says so', () => {
		const {sessionId} = one();
		expect(pastRows(state([one()]), -1, 1, context(120, [sessionId]))[0]).toMatch(/ runs +\$1\.50$/);
	});

	test.each([40, 60, 80, 120, 200])('at %i columns is no wider, whatever is in it', width => {
		const odd = one({title: '数据管道 🚀 '.repeat(30), cwd: `/${'deep/'.repeat(60)}`, gitBranch: 'x'.repeat(99)});
		for (const line of pastRows(state([odd]), 0, 3, context(width))) expect(widthOf(line)).toBeLessThanOrEqual(width);
	});
});

test('the chosen one is in the middle where it can be, and marked', () => {
	expect([0, 2, 3, 50, 97, 99].map(selected => firstShown(selected, 5, 100))).toEqual([0, 0, 1, 48, 95, 95]);
	expect(firstShown(1, 5, 3)).toBe(0);
	const many = Array.from({length: 100}, (_, index) => one({title: `Number ${index}`}));
	const lines = pastRows(state(many), 50, 5, context());
	expect(lines.map(line => line.slice(0, 11))).toEqual([
		'  Number 48',
		'  Number 49',
		'▸ Number 50',
		'  Number 51',
		'  Number 52',
	]);
	expect(pastRows(state([one()]), 0, 3, context())).toHaveLength(3);
});

test.each([
	[{}, 'There are no past conversations'],
	[{search: 'x'}, 'No conversation has all of these words'],
	[{search: 'x', progress: 0.5}, 'Nothing yet: the transcripts are being read'],
])('an empty list says why: %o', (fields, words) => {
	expect(pastRows(state([], fields), 0, 3, context())).toEqual([`  ${words}`, '', '']);
});

describe('the head', () => {
	const head = (fields: Partial<PastState>, width = 120) => pastHead(state([one()], fields), 4, 10, context(width));

	test('says what is searched for and how many were found', () => {
		expect(head({})[0]).toMatch(/^all of them: \/ searches +1$/);
		expect(head({search: 'lo\u001b[2Jgin', count: 1234, isCut: true})[0]).toMatch(/^\/ login +5 of 1,234 or more$/);
		expect(head({})[1]).toMatch(/^ {2}CONVERSATION +FOLDER +BRANCH +LAST +COST$/);
	});

	test('says what is missing: transcripts that are read, machines that are not there, older ones of machines', () => {
		const [line] = head({progress: 0.42, missing: ['box'], cut: [{name: 'far', latest: 200}]});
		expect(line).toMatch(/reading transcripts 42% +without box +the latest 200 of far +1$/);
	});

	test.each([20, 40, 80])('is %i columns wide', width => {
		for (const line of head({search: 'word '.repeat(20), progress: 0.5, missing: ['box', 'far']}, width)) {
			expect(widthOf(line)).toBeLessThanOrEqual(width);
		}
	});
});

describe('the detail', () => {
	const detail = (
		fields: Partial<PastConversation> = {},
		width = 100,
		height = 8,
		running: string[] = [],
		onPlan = false,
	) => pastDetail(one(fields), height, context(width, running, onPlan));

	test('has all that is known', () => {
		expect(detail()).toEqual([
			expect.stringMatching(/^── Fix the login ─+$/),
			' prompt      and test it',
			' where       ~/work/web · main',
			' last        10:00, 2h00m ago',
			' cost        $1.50',
			' id          0a1b2c3d-0000-4000-8000-000000000001',
		]);
	});

	test('says when it was just now, that it runs, and that on a plan dollars are no bill', () => {
		const lines = detail({lastAt: noon}, 100, 8, [one().sessionId], true);
		expect(lines).toContain(' last        just now: it is running');
		expect(lines).toContain(' cost        $1.50 API-equivalent');
		expect(detail({costUsd: null}, 100, 8, [], true)).toContain(' cost        –');
	});

	test('shows three lines of a prompt, and that there is more', () => {
		const lines = detail({lastPrompt: 'many words '.repeat(60)});
		expect(lines.filter(line => line.includes('many'))).toHaveLength(3);
		expect(lines[3]).toMatch(/…$/);
		expect(detail({lastPrompt: null})).toContain(' prompt      not kept');
	});

	test('gets no more lines than there is room for; of none there is nothing', () => {
		expect(detail({}, 100, 2)).toHaveLength(2);
		expect(pastDetail(null, 8, context())).toEqual([]);
		expect(pastDetail(one(), 0, context())).toEqual([]);
		expect([15, 16, 40].map(detailRows)).toEqual([0, 8, 8]);
	});

	test.each([30, 40, 59, 60, 120])('at %i columns has the whole id, and no line is wider', width => {
		const lines = detail({lastPrompt: 'x'.repeat(300), title: '設計'.repeat(50)}, width);
		expect(lines.join('\n')).toContain(width < 36 ? '0a1b2c3d' : one().sessionId);
		if (width >= 40) for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
	});
});
