/** A report in pages. What the Console's reports say is in console.test.ts. */
import * as v from 'valibot';
import {afterEach, expect, test} from 'vitest';
import {readAdminReport} from '../../../source/reports/gateways/admin-pages.ts';
import {type Answer, startProvider} from './stand-in.ts';

let stop: (() => Promise<void>) | null = null;
afterEach(() => stop?.());

const page = (data: unknown, next: string | null, hasMore = next !== null): Answer => ({
	json: {data, has_more: hasMore, next_page: next},
});

async function read(answerTo: (path: string) => Answer, mostPages = 9) {
	const provider = await startProvider(answerTo);
	stop = provider.stop;
	const report = {
		path: '/v1/cost',
		query: {starting_at: 'a&b'},
		item: v.object({usd: v.number()}),
		name: 'the cost report',
		mostPages,
	};
	const found: number[] = [];
	for await (const {usd} of readAdminReport(`${provider.url}/base/`, 'key', report, {env: {}})) found.push(usd);
	return {found, asked: provider.asked};
}

test('is read page by page, each with the key and the question', async () => {
	const {found, asked} = await read(path =>
		path.includes('page=p2') ? page([{usd: 3}], null) : page([{usd: 1}, {usd: 2}], 'p2'),
	);
	expect(found).toEqual([1, 2, 3]);
	expect(asked.map(({path}) => path)).toEqual([
		'/base/v1/cost?starting_at=a%26b',
		'/base/v1/cost?starting_at=a%26b&page=p2',
	]);
	expect(asked.every(({headers}) => headers['x-api-key'] === 'key' && headers['anthropic-version'] !== undefined)).toBe(
		true,
	);
});

test('ends with the last page, whatever stands beside that, and after as many as are wanted', async () => {
	expect((await read(() => page([{usd: 1}], 'p2', false))).found).toEqual([1]);
	expect((await read(() => page([{usd: 1}], null, true))).found).toEqual([1]);
	expect((await read(() => ({json: {data: []}}))).found).toEqual([]);
	expect((await read(() => page([{usd: 1}], 'again'), 3)).found).toEqual([1, 1, 1]);
});

test.each([{data: [{usd: '1'}]}, {data: null}, [], {data: [], has_more: 'no'}])(
	'%j is a form that is not known',
	async json => {
		await expect(read(() => ({json}))).rejects.toThrow('the cost report is in a form that is not known');
	},
);
