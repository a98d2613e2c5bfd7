import {describe, expect, test} from 'vitest';
import type {CompactionFigure, Session} from '../../../source/core/session.ts';
import {detailTables} from '../../../source/ui/detail/tables.tsx';
import {ScreenContext, type ScreenParts} from '../../../source/ui/screen-context.tsx';
import {createLook} from '../../../source/ui/theme.ts';
import {fakeFleet, fakeSession, noon} from '../../support/fake-fleet.ts';
import {testOptions} from '../../support/fake-screen.ts';
import {renderAt} from '../../support/fake-terminal.ts';

const options = {...testOptions, look: createLook({colour: 'none', ascii: false})};
const context = {width: 120, now: noon, options, onPlan: false};

function linesOf(session: Session, id: string): string[] {
	const table = detailTables(session, context).find(one => one.id === id)!;
	const drawn = table.draw(118, 0, table.height);
	const lines = renderAt(<ScreenContext value={{options} as ScreenParts}>{drawn}</ScreenContext>, {
		columns: 120,
		rows: 20,
	}).lines();
	expect(lines).toHaveLength(table.height);
	return lines;
}

test('a session has the tables that it has something for', () => {
	const web = fakeFleet().find(({name}) => name === 'web')!;
	expect(detailTables(web, context).map(({id, height}) => [id, height])).toEqual([
		['compactions', 2],
		['models', 3],
		['background', 3],
	]);
	expect(detailTables(fakeSession(), context)).toEqual([]);
});

describe('a compaction', () => {
	const compaction = (fields: Partial<CompactionFigure>): CompactionFigure => ({
		...{
			id: 'c',
			at: noon - 120_000,
			trigger: 'auto',
			preTokens: 186_000,
			postTokens: 14_000,
			durationMs: 1,
			costUsd: 0.02,
		},
		...{paysOffAfterMessages: 4, messagesSince: 1},
		...fields,
	});
	const rows = (...compactions: CompactionFigure[]) => linesOf(fakeSession({compactions}), 'compactions').slice(1);

	test('the newest first, with what it has saved', () => {
		expect(rows(compaction({at: noon - 3_600_000, trigger: 'manual'}), compaction({}))).toEqual([
			expect.stringMatching(/^2m +automatic +186k → 14k +\$0\.02 +after 3 more$/),
			expect.stringMatching(/^1h00m +manual /),
		]);
	});

	test.each([
		[{messagesSince: 4}, / paid off$/],
		[{messagesSince: 3}, / after 1 more$/],
		[{paysOffAfterMessages: null, costUsd: null}, / – +–$/],
	])('%o', (fields, end) => expect(rows(compaction(fields))[0]).toMatch(end));
});

test('a model without a price, and a subagent whose requests have none, are no zero', () => {
	const usage = {inputTokens: 1, outputTokens: 2} as never;
	const model = {model: 'm', name: 'Mo\u001b[2Jdel', usage, requests: 1, costUsd: null};
	expect(linesOf(fakeSession({costByModel: [model]}), 'models')[1]).toMatch(/^Model +\$\? +1 /);
	const agent = {agentId: 'a1', agentType: null, description: null, finished: null, usage, lastAt: noon, costUsd: null};
	const subagents = [
		{...agent, requests: 1, finished: true},
		{...agent, requests: 0, agentType: 'Explore', finished: false},
	];
	const [, last, first] = linesOf(fakeSession({subagents}), 'subagents');
	expect(last).toMatch(/^Explore +– +0 .* running +now +Explore$/);
	expect(first).toMatch(/^a1 +\$\? +1 .* finished +now +–$/);
});
