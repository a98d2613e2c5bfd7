/** Model ids in any provider's spelling → name, window and prices. The figures live in models.json. */
import type {Provider} from '../events.ts';
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
	/** Prices that differ in fast mode. */
	fast: Partial<Prices> | null;
	/** Prices of a whole request whose prompt is larger than `promptTokens`. */
	above: (Prices & {promptTokens: number}) | null;
}

export const usInferenceMultiplier = table.usInferenceMultiplier;
export const webSearchUsd = table.webSearchPerRequest;
export const oneMillionTokens = 1_000_000;

type Row = Prices & {window: number; fast?: Partial<Prices>; above?: Prices & {promptTokens: number}};

const rows = Object.entries(table.models as Record<string, Row>);
const models = new Map<string, Model>(
	rows.map(([id, {window, fast, above, ...prices}]) => [
		id,
		{id, name: nameOf(id), windowTokens: window, fast: fast ?? null, above: above ?? null, ...prices},
	]),
);

const resolved = new Map<string, Model | null>();

/**
 * The model behind an id, or null when it is not known: a price is never guessed from a similar name.
 * Understands dates (`-20251101`, `@20251101`), `-latest`, `[1m]`, Bedrock (`us.anthropic.…-v1:0` and ARNs) and gateway
 * prefixes (`anthropic/…`). Spellings: https://docs.claude.com/en/docs/about-claude/models/overview
 */
export function resolveModel(id: string): Model | null {
	const known = resolved.get(id);
	if (known !== undefined) return known;
	const model = models.get(canonicalId(id)) ?? null;
	// Ids come from files: a bound, so that junk cannot grow the cache for ever.
	if (resolved.size < 1000) resolved.set(id, model);
	return model;
}

function canonicalId(id: string): string {
	const bare = id
		.toLowerCase()
		.replace(/\[1m\]$/, '')
		.replace(/^.*\//, '')
		.replace(/^(?:[a-z-]+\.)?anthropic\./, '')
		.replace(/-v\d+(?::\d+)*(?::\d+k)?$/, '')
		.replace(/@(?:\d{8}|default|latest)$/, '')
		.replace(/-(?:\d{8}|latest)$/, '')
		.replace(/(\d)\.(\d)/g, '$1-$2');
	// The first of a generation is also written with a zero.
	return /^claude-(?:opus|sonnet)-4-0$/.test(bare) ? bare.slice(0, -2) : bare;
}

function nameOf(id: string): string {
	const words = id.replace(/^claude-/, '').split('-');
	const family = words.find(word => /^[a-z]/.test(word)) ?? id;
	const version = words.filter(word => /^\d/.test(word)).join('.');
	return `${family.charAt(0).toUpperCase()}${family.slice(1)} ${version}`.trim();
}

/** `Opus 4.5`, or the id itself when it is not known. */
export function modelName(id: string): string {
	return resolveModel(id)?.name ?? id;
}

/** True when the id says that the 1M window was picked. */
export function hasOneMillionSuffix(id: string): boolean {
	return /\[1m\]$/i.test(id);
}

/** Whose bill a request is on, told by how the id is spelled. */
export function providerOf(id: string): Provider {
	if (/(?:^|[./])anthropic\./.test(id) || id.startsWith('arn:aws')) return 'bedrock';
	return id.includes('@') ? 'vertex' : 'anthropic';
}
