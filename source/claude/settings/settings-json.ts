/** The JSON of Claude Code's settings files, which people write by hand. */
import {parseObject} from '../transcript/object.ts';

export type SettingsObject = Readonly<Record<string, unknown>>;

/** Never throws: no file, or one that is not JSON (Claude Code, too, passes over one with comments in it), is empty. */
export function parseSettingsJson(text: string | null): SettingsObject {
	return parseObject((text ?? '').replace(/^\ufeff/, '')) ?? {};
}

/** The variables that `env` sets, as Claude Code puts them into its environment: null sets none. */
export function variablesOfEnv(env: Readonly<Record<string, unknown>>): Record<string, string> {
	const set = Object.entries(env).filter(([, value]) => value !== null);
	return Object.fromEntries(set.map(([name, value]) => [name, variableText(value)]));
}

/** A value of `env` as Claude Code puts it into its environment; empty for one that has no text: `{"toString": 1}`. */
export function variableText(value: unknown): string {
	try {
		return String(value);
	} catch {
		return '';
	}
}

export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
