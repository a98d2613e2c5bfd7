/** Parses model ids. https://docs.claude.com/en/docs/about-claude/models/overview */
import type {Provider} from '../events.ts';

/** What a line that names no model is counted for. */
export const unknownModel = 'unknown';

/** Before the name: `us.anthropic.`, `anthropic/`, `openrouter/anthropic/`, `vertex_ai/`, an ARN up to its last slash, `databricks-`. */
const prefix = /^(?:.*[/.:])?(?:databricks-)?(?=claude-)/;

/**
 * After it: dates and `latest` with `-` or `@`, Bedrock's `-v1:0` (and `:200k`), Vertex's `-v2`, a gateway's `:beta` or
 * `-thinking`: none of them has a price of its own.
 */
const suffixes = /(?:[-@](?:\d{8}|latest|default)|-v\d+(?::\d+)*(?::\d+k)?|:[a-z][\w.-]*|-thinking)+$/;

/** An ARN has about 150 characters. On a megabyte of apparent suffixes the patterns would take minutes. */
const longestId = 300;

/** The id without provider, date and suffixes, in lower case, e.g. `claude-opus-4-5`. Ids of other makers keep their shape. */
export function bareModelId(id: string): string {
	if (id.length > longestId) return id;
	return withoutWindow(id)
		.toLowerCase()
		.replace(/(\d)\.(\d)/g, '$1-$2')
		.replace(prefix, '')
		.replace(suffixes, '')
		.replace(/(-\d)-0(?=-|$)/, '$1');
}

/** The other order of family and version: `claude-4-sonnet` for `claude-sonnet-4`, `claude-haiku-3-5` for `claude-3-5-haiku`. */
export function swappedModelId(bareId: string): string {
	const [, first, second] = /^claude-([a-z]+|\d(?:-\d)?)-([a-z]+|\d(?:-\d)?)$/.exec(bareId) ?? [];
	return first === undefined ? bareId : `claude-${second}-${first}`;
}

/** As Claude Code sends it to the API, without the chosen window `[1m]`. */
export function withoutWindow(id: string): string {
	return id.replace(/\[[12]m\]$/i, '');
}

/** Whether the id chooses the 1M window. */
export function hasOneMillionSuffix(id: string): boolean {
	return /\[1m\]$/i.test(id);
}

/** `Opus 4.5` for `claude-opus-4-5` and `claude-4-5-opus`. */
export function nameOfModel(bareId: string): string {
	const words = bareId.replace(/^claude-/, '').split('-');
	const family = words.find(word => /^[a-z]/.test(word)) ?? bareId;
	const version = words.filter(word => /^\d/.test(word)).join('.');
	return `${family.charAt(0).toUpperCase()}${family.slice(1)} ${version}`.trim();
}

/** Whether it names one of Anthropic's models, which may be newer than the list. */
export const isAnthropicModel = (id: string): boolean => bareModelId(id).startsWith('claude-');

/** Which provider bills the request, as far as the id shows. */
export function providerOf(id: string): Provider {
	if (/(?:^|[./])anthropic\./.test(id) || id.startsWith('arn:aws')) return 'bedrock';
	return id.includes('@') ? 'vertex' : 'anthropic';
}

/** Bedrock's inference profile: `eu` of `eu.anthropic.…`; null where the id names none. */
export function bedrockRegion(id: string): string | null {
	return /(?:^|\/)([a-z-]+)\.anthropic\./.exec(id)?.[1] ?? null;
}
