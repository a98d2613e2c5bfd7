/**
 * How auto-compaction is set: on unless a setting or variable turns it off; its window from the variable, else the
 * argument, else the settings (managed before local, project and user), else the model's.
 * https://docs.claude.com/en/docs/claude-code/settings
 */
import type {AutoCompactSettings} from '../events.ts';

export const autoCompactVariables = [
	'DISABLE_AUTO_COMPACT',
	'DISABLE_COMPACT',
	'CLAUDE_CODE_AUTO_COMPACT_WINDOW',
	'CLAUDE_AUTOCOMPACT_PCT_OVERRIDE',
] as const;

export interface SettingsTexts {
	/** Of the settings files, the strongest first; null where there is none. */
	files: readonly (string | null)[];
	/** The process's environment, of which only the variables above are read. */
	variables: Readonly<Record<string, string>>;
	/** The process's arguments. */
	args: readonly string[];
}

/** Never throws: a file that is not JSON counts as none. */
export function parseAutoCompact({files, variables, args}: SettingsTexts): AutoCompactSettings {
	const settings = files.map(readObject);
	// Claude Code puts the `env` of its settings into its own environment; the weaker files come first there.
	const environment: Record<string, unknown> = {...variables};
	for (const file of settings.toReversed()) Object.assign(environment, isObject(file.env) ? file.env : {});
	const first = (key: string) => settings.find(file => file[key] !== undefined)?.[key];
	const percent = Number(environment.CLAUDE_AUTOCOMPACT_PCT_OVERRIDE ?? Number.NaN);
	return {
		enabled:
			first('autoCompactEnabled') !== false &&
			!isTruthy(environment.DISABLE_AUTO_COMPACT) &&
			!isTruthy(environment.DISABLE_COMPACT),
		windowTokens:
			parseSize(environment.CLAUDE_CODE_AUTO_COMPACT_WINDOW) ??
			parseSize(argument(args, '--autocompact')) ??
			parseSize(first('autoCompactWindow')),
		percent: percent > 0 && percent <= 100 ? percent : null,
	};
}

/** Tokens from `200000`, `200k` or `1m`; null for anything else. */
function parseSize(value: unknown): number | null {
	const match = /^(\d{1,9}(?:\.\d+)?)\s*([km])?$/i.exec(String(value ?? '').trim());
	if (!match) return null;
	const unit = {k: 1000, m: 1_000_000}[match[2]?.toLowerCase() ?? ''] ?? 1;
	const tokens = Math.round(Number(match[1]) * unit);
	return tokens > 0 ? tokens : null;
}

function argument(args: readonly string[], name: string): string | undefined {
	const inline = args.find(arg => arg.startsWith(`${name}=`));
	if (inline) return inline.slice(name.length + 1);
	const index = args.indexOf(name);
	return index === -1 ? undefined : args[index + 1];
}

function readObject(text: string | null): Record<string, unknown> {
	if (text === null) return {};
	try {
		// Claude Code, too, passes over a file with comments in it.
		const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
		return isObject(value) ? value : {};
	} catch {
		return {};
	}
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTruthy(value: unknown): boolean {
	return ['1', 'true', 'yes', 'on'].includes(String(value ?? '').toLowerCase());
}
