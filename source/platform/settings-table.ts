/** Reads a table of settings key by key with checks: a wrong value is reported and replaced by its default. */
import * as v from 'valibot';

/** A schema for a value, and a description of what is allowed. */
export interface Setting<T> {
	schema: v.GenericSchema<unknown, T>;
	allowed: string;
	/** The keys that a table may have, or the words that a text or a list of texts is made of. */
	known?: readonly string[];
}

export const setting = <T>(
	allowed: string,
	schema: v.GenericSchema<unknown, T>,
	known: readonly string[] = [],
): Setting<T> => ({allowed, schema, known});

export type Table = Readonly<Record<string, unknown>>;

/** A table with all its keys: valibot's record drops `constructor`. */
const tableOf = v.custom<Table>(
	value => typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date),
);

export interface TableVoice {
	/** The full name of a key, with its tables: `budgets.dayUsd`. */
	complain(key: string, message: string): void;
	/** A suggestion for an unknown key or word, as a sentence after a blank; empty if nothing is near. */
	advise(key: string, known: Iterable<string>): string;
}

export type TableReader = ReturnType<typeof createTableReader>;

/** Reads the keys of a table; unknown keys are typos and are reported, too. */
export function createTableReader(table: Table, voice: TableVoice, prefix = '') {
	const {complain, advise} = voice;
	const asked = new Set<string>();
	const value = <T, Default>(
		key: string,
		{schema, allowed, known = []}: Setting<T>,
		fallback: Default,
	): T | Default => {
		asked.add(key);
		if (!Object.hasOwn(table, key)) return fallback;
		const result = v.safeParse(schema, table[key]);
		if (result.success) return result.output;
		const given = table[key];
		const inner = known.length > 0 && v.is(tableOf, given) ? Object.keys(given) : [];
		const unknown = inner.find(one => !known.includes(one));
		if (unknown !== undefined) {
			complain(prefix + key, `is ignored: its key ${unknown} is not known.${advise(unknown, known)}`);
			return fallback;
		}
		// Of a list, the first item that is wrong: where a table belongs, a list is wrong as a whole.
		const [place] = result.issues[0].path ?? [];
		const item = place?.type === 'array' ? place : undefined;
		const word = item ? item.value : given;
		const which = item ? `; ${JSON.stringify(word).slice(0, 100)} is not` : '';
		const advice = known.length > 0 && typeof word === 'string' ? advise(word, known) : '';
		complain(prefix + key, `must be ${allowed}${which}.${advice}`);
		return fallback;
	};
	/** The value of each key; `fallbacks` has the defaults. */
	const values = <
		Settings extends Readonly<Record<string, Setting<unknown>>>,
		Fallbacks extends {[Key in keyof Settings]: unknown},
	>(
		of: Settings,
		fallbacks: Fallbacks,
	) =>
		Object.fromEntries(Object.entries(of).map(([key, one]) => [key, value(key, one, fallbacks[key])])) as {
			[Key in keyof Settings]: (Settings[Key] extends Setting<infer Value> ? Value : never) | Fallbacks[Key];
		};
	const section = (key: string) => {
		const inner = value(key, setting('a table', tableOf), {});
		return createTableReader(inner, voice, `${prefix}${key}.`);
	};
	/** Arbitrary keys with the same kind of value. */
	const entries = <T>(one: Setting<T>, toKey: (key: string) => string = key => key): Record<string, T> => {
		return Object.fromEntries(
			Object.keys(table).flatMap(key => {
				const read = value<T, undefined>(key, one, undefined);
				return read === undefined ? [] : [[toKey(key), read]];
			}),
		);
	};
	/** Arbitrary keys with tables as values. */
	const sections = () => Object.keys(table).map(key => [key, section(key)] as const);
	const finish = () => {
		for (const key of Object.keys(table)) {
			if (!asked.has(key)) complain(prefix + key, `is not known and is ignored.${advise(key, asked)}`);
		}
	};
	return {value, values, section, sections, entries, finish};
}
