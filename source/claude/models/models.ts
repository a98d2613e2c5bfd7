/** Model ids in any provider's spelling → name, window and list prices. The figures are in models.json. */
import {bareModelId, nameOfModel, swappedModelId} from './model-id.ts';
import table from './models.json' with {type: 'json'};

/** US dollars per million tokens. */
export interface Prices {
	input: number;
	output: number;
	cacheWrite5m: number;
	cacheWrite1h: number;
	cacheRead: number;
}

export interface Model extends Prices {
	/** The id without provider, date and suffix, e.g. `claude-opus-4-5`. */
	id: string;
	/** As people say it, e.g. `Opus 4.5`. */
	name: string;
	windowTokens: number;
	/** Prices in fast mode; null where they are the same. */
	fast: Prices | null;
	/** Prices of a whole request whose prompt is larger than `promptTokens`. */
	above: (Prices & {promptTokens: number}) | null;
}

/** Changes when a release changes prices. */
export const tableSignature: string = JSON.stringify(table);

export const {usInferenceMultiplier, webSearchPerRequest: webSearchUsd} = table;
export const oneMillionTokens = 1_000_000;

type Row = Prices & {window: number; fast?: Prices; above?: Prices & {promptTokens: number}};

const rows = Object.entries(table.models as Record<string, Row>);
const models = new Map<string, Model>(
	rows.map(([id, {window, fast, above, ...prices}]) => [
		id,
		{id, name: nameOfModel(id), windowTokens: window, fast: fast ?? null, above: above ?? null, ...prices},
	]),
);

const resolved = new Map<string, Model | null>();

/** The model for an id in any spelling, or null if unknown: a price is never guessed from a similar name. */
export function resolveModel(id: string): Model | null {
	const known = resolved.get(id);
	if (known !== undefined) return known;
	const bare = bareModelId(id);
	const model = models.get(bare) ?? models.get(swappedModelId(bare)) ?? null;
	// Ids come from files: a bound, so that junk cannot grow the cache forever.
	if (resolved.size < 1000) resolved.set(id, model);
	return model;
}

/** The same for all spellings of a model, even of an unknown one as far as they can be recognised. */
export function modelKey(id: string): string {
	return resolveModel(id)?.id ?? bareModelId(id);
}

/** `Opus 4.5`, or the id itself when it is not known. */
export function modelName(id: string): string {
	return resolveModel(id)?.name ?? id;
}
