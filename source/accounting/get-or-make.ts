/** The value of a key; created and stored if it is missing. */
export function getOrMake<Key, Value>(
	map: {get(key: Key): Value | undefined; set(key: Key, value: Value): unknown},
	key: Key,
	make: () => Value,
): Value {
	const known = map.get(key);
	if (known !== undefined) return known;
	const made = make();
	map.set(key, made);
	return made;
}
