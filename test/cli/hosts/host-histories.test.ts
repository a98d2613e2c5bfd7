import {expect, test} from 'vitest';
import {createHostHistories} from '../../../source/cli/hosts/host-histories.ts';
import type {Result} from '../../../source/core/hosts/requests.ts';
import type {HostLink} from '../../../source/live/hosts/link.ts';
import {waitFor} from '../../support/wait.ts';

const choice = {span: 'week', grouping: 'model', path: []} as const;
const noon = Date.UTC(2026, 10, 22, 12);

function histories(answer: (by: string) => Promise<Result<'history'>>, isConnected = true) {
	let now = noon;
	const asked: {by: string; since: string | null}[] = [];
	const ask = (fields: {by: string; since: string | null}) => {
		asked.push({by: fields.by, since: fields.since});
		return answer(fields.by);
	};
	const link = {ask} as unknown as HostLink;
	const made = createHostHistories({
		names: ['box'],
		links: () => (isConnected ? {link: () => link, sameAs: () => null} : null),
		clock: () => now,
	});
	let changes = 0;
	made.onChange(() => changes++);
	return {
		...{made, asked, changes: () => changes},
		later(ms: number) {
			now += ms;
		},
	};
}

const report = (by: string): Result<'history'> => {
	const sums = {inputTokens: 0, outputTokens: 0, cacheReadInputTokens: 0, webSearchRequests: 0};
	const caches = {cacheCreation5mInputTokens: 0, cacheCreation1hInputTokens: 0};
	const rest = {costUsd: 3, backgroundUsd: null, messages: 1, basis: 'estimated', partial: false} as const;
	const row = {...sums, ...caches, ...rest, unpricedModels: []};
	return {by: by as 'day', timezone: 'UTC', rows: [{key: 'k', name: null, ...row}], totals: row};
};

test('asks a machine again when its answer is old, and shows that meanwhile', async () => {
	const {made, asked, changes, later} = histories(async by => report(by));
	expect(made.read('box', choice)).toEqual({reports: null, problem: 'being read'});
	await waitFor(() => changes() === 2, {what: 'both reports'});
	expect(asked).toEqual([
		{by: 'day', since: '364d'},
		{by: 'model', since: '7d'},
	]);
	expect(made.read('box', choice)).toMatchObject({reports: {top: {by: 'model'}}, problem: null});
	expect(asked).toHaveLength(2);
	later(61_000);
	expect(made.read('box', choice)).toMatchObject({reports: {top: {by: 'model'}}, problem: null});
	expect(asked).toHaveLength(4);
});

test('says why there is no answer', async () => {
	const {made, changes} = histories(() => Promise.reject(new Error('the history cannot be opened there')));
	made.read('box', choice);
	await waitFor(() => changes() === 2, {what: 'both refusals'});
	expect(made.read('box', choice)).toEqual({reports: null, problem: 'the history cannot be opened there'});
	const never = histories(async by => report(by), false);
	expect(never.made.read('box', choice)).toEqual({reports: null, problem: 'it is not connected yet'});
});
