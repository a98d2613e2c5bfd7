/** Many sessions are looked up at once: one listing of a server's or program's windows serves all of them. */

/** How long a listing is reused, in ms. */
const listingAgeMs = 1000;

/** `list` with its results cached for a second, by argument. */
export function createListings<Item>(
	list: (key: string) => Promise<readonly Item[]>,
	now: () => number,
): (key: string) => Promise<readonly Item[]> {
	const listings = new Map<string, {at: number; items: Promise<readonly Item[]>}>();
	return key => {
		const known = listings.get(key);
		if (known && now() - known.at < listingAgeMs) return known.items;
		const items = list(key);
		listings.set(key, {at: now(), items});
		return items;
	};
}
