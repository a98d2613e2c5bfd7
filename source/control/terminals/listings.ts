/** Many sessions are looked up at once: one listing of what a server or program shows serves all of them. */

/** How long, in ms. */
const listingAgeMs = 1000;

/** `list` with its answers kept for a second, by what they were asked of. */
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
