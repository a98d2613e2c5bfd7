import {expect, test} from 'vitest';
import type {BackgroundFigure} from '../../source/accounting/figures.ts';
import {unreportedCause} from '../../source/claude/telemetry/purpose.ts';
import {layoutTable} from '../../source/ui/table-layout.ts';
import {causeColumns} from '../../source/ui/tables.ts';
import {createLook} from '../../source/ui/theme.ts';
import {noon} from '../support/fake-fleet.ts';

const figure = (fields: Partial<BackgroundFigure>): BackgroundFigure => ({
	...{cause: 'prompt_suggestion', requests: 3, tokens: 3400, costUsd: 0.006, idleRequests: 2, idleUsd: 0.004},
	...{lastAt: noon - 120_000, model: null},
	...fields,
});
const cells = (fields: Partial<BackgroundFigure>) => {
	const look = createLook({colour: 'none', ascii: false});
	const table = layoutTable([figure(fields)], {columns: causeColumns(noon), width: 200, look});
	return Object.fromEntries(table.titles.map((title, index) => [title.trim(), table.cells[0]![index]!.trim()]));
};

test('a cause by its plain name, what it used, and what turns it off', () => {
	expect(cells({})).toEqual({
		...{BACKGROUND: 'prompt suggestion', COST: '$0.006', REQUESTS: '3', IDLE: '2', TOKENS: '3.4k', ACTIVE: '2m'},
		'TURN OFF WITH': expect.stringMatching(/\w/),
	});
});

test('what is not known is a dash, and what has no price is no zero', () => {
	const unknown = {requests: null, tokens: null, costUsd: null, lastAt: null, idleRequests: 0};
	expect(cells(unknown)).toMatchObject({COST: '$?', REQUESTS: '–', TOKENS: '–', ACTIVE: '–', IDLE: '0'});
});

test('a cause that nobody knows keeps its word, without what could move the cursor, and is turned off by nothing', () => {
	expect(cells({cause: 'brand_new\u001b[2J'})).toMatchObject({
		BACKGROUND: expect.stringMatching(/^brand.new$/),
		'TURN OFF WITH': '–',
	});
});

test('only where nothing else distinguishes them, the model is named', () => {
	expect(cells({cause: unreportedCause, model: 'claude-haiku-4-5'}).BACKGROUND).toMatch(/, Haiku 4\.5$/);
	expect(cells({model: 'claude-haiku-4-5'}).BACKGROUND).toBe('prompt suggestion');
});
