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

/** Family, and version as one number that grows with it; null for other names. */
function versionOf(bareId: string): {family: string; version: number} | null {
	const [, family, major, minor = '0'] = /^claude-([a-z]+)-(\d{1,2})(?:-(\d{1,2}))?$/.exec(bareId) ?? [];
	return family === undefined ? null : {family, version: Number(major) * 100 + Number(minor)};
}

/**
 * The window in tokens of one of Anthropic's models that is not in the table yet, since all of a family that are newer than the
 * first one with a million tokens have as many. Null: it is none of those.
 */
export function windowOfNewer(id: string): number | null {
	const bare = bareModelId(id);
	const asked = versionOf(bare) ?? versionOf(swappedModelId(bare));
	const isOlder = (model: Model) => {
		const known = versionOf(model.id);
		return known !== null && known.family === asked?.family && known.version < asked.version;
	};
	const hasMillion = models.values().some(model => model.windowTokens >= oneMillionTokens && isOlder(model));
	return asked && hasMillion ? oneMillionTokens : null;
}

/** The same for all spellings of a model, even of an unknown one as far as they can be recognised. */
export function modelKey(id: string): string {
	return resolveModel(id)?.id ?? bareModelId(id);
}

/** `Opus 4.5`, or the id itself when it is not known. */
export function modelName(id: string): string {
	return resolveModel(id)?.name ?? id;
}
