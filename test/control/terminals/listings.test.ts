import {expect, test, vi} from 'vitest';
import {createListings} from '../../../source/control/terminals/listings.ts';

test('reuses a listing for a second, per server', async () => {
	let now = 10_000;
	let round = 0;
	const list = vi.fn(async (server: string) => [`${server} ${++round}`]);
	const listingOf = createListings(list, () => now);

	expect(await Promise.all(['a', 'a', 'b'].map(listingOf))).toEqual([['a 1'], ['a 1'], ['b 2']]);
	now += 999;
	expect(await listingOf('a')).toEqual(['a 1']);
	now += 1;
	expect(await listingOf('a')).toEqual(['a 3']);
	now += 999;
	expect(await listingOf('a')).toEqual(['a 3']);
});

test('one that failed is asked for again after that second', async () => {
	let now = 0;
	const list = vi.fn(() => Promise.reject<string[]>(new Error('it does not answer')));
	const listingOf = createListings(list, () => now);
	await expect(listingOf('a')).rejects.toThrow('it does not answer');
	await expect(listingOf('a')).rejects.toThrow('it does not answer');
	expect(list).toHaveBeenCalledTimes(1);
	now = 1000;
	list.mockResolvedValueOnce(['back']);
	expect(await listingOf('a')).toEqual(['back']);
});
