/**
 * A process's auto-compact settings. The window comes from the variable, else the argument, else the settings
 * (managed before `--settings`, local, project and user; in one file the model's own entry before the general one), else
 * what Anthropic's servers said for the model. README.md tells how to see each of these.
 */

import {boundedCount} from '../bounds.ts';
import type {AutoCompactSettings} from '../compaction.ts';
import {hasOneMillionSuffix, isAnthropicModel} from '../models/model-id.ts';
import {modelKey} from '../models/models.ts';
import {isOn} from './is-on.ts';
import {noServerDefaults, type ServerDefaults} from './server-defaults.ts';
import {isObject, parseSettingsJson, type SettingsObject, variableText} from './settings-json.ts';

const families = ['opus', 'sonnet', 'haiku', 'fable'] as const;
const defaultModelVariable = (family: string) => `ANTHROPIC_DEFAULT_${family.toUpperCase()}_MODEL`;

export const autoCompactVariables: readonly string[] = [
	'DISABLE_AUTO_COMPACT',
	'DISABLE_COMPACT',
	'CLAUDE_CODE_AUTO_COMPACT_WINDOW',
	'CLAUDE_AUTOCOMPACT_PCT_OVERRIDE',
	'CLAUDE_CODE_IDLE_COMPACT_MIN_TOKENS',
	'CLAUDE_CODE_DISABLE_1M_CONTEXT',
	'CLAUDE_CODE_MAX_CONTEXT_TOKENS',
	'ANTHROPIC_MODEL',
	'ANTHROPIC_DEFAULT_MODEL',
	...families.map(defaultModelVariable),
];

/** Claude Code takes no smaller window. */
const smallestWindow = 100_000;
const idleMinTokens = {usual: 200_000, least: 100_000};

export interface SettingsTexts {
	/** Of the settings files, the strongest first; null where there is none. */
	files: readonly (string | null)[];
	/** The process's environment, of which only the variables above are read. */
	variables: Readonly<Record<string, string>>;
	/** The process's arguments. */
	args: readonly string[];
	server: ServerDefaults;
}

/** Never throws: a file that is not JSON counts as missing, a value out of bounds as not set. */
export function parseAutoCompact({files, variables, args, server}: SettingsTexts): AutoCompactSettings {
	const settings = files.map(parseSettingsJson);
	const environment = environmentOf(settings, variables);
	const first = (key: string) => settings.find(file => file[key] !== undefined)?.[key];
	const percent = Number.parseFloat(environment.CLAUDE_AUTOCOMPACT_PCT_OVERRIDE ?? '');
	const minTokens = Number(environment.CLAUDE_CODE_IDLE_COMPACT_MIN_TOKENS ?? idleMinTokens.usual);
	return {
		enabled:
			(first('autoCompactEnabled') ?? server.autoCompactEnabled) !== false &&
			!isOn(environment.DISABLE_AUTO_COMPACT) &&
			!isOn(environment.DISABLE_COMPACT),
		...windowsOf(settings, environment, args),
		serverWindows: server.windows,
		percent: percent > 0 && percent <= 100 ? percent : null,
		idleMinTokens:
			first('idleCompaction') === false
				? null
				: Math.max(idleMinTokens.least, Number.isFinite(minTokens) ? minTokens : idleMinTokens.usual),
		pickedModel: pickedModel(first('model'), environment, args),
		familyModels: families.flatMap(family => environment[defaultModelVariable(family)] || []),
		oneMillionOff: isOn(environment.CLAUDE_CODE_DISABLE_1M_CONTEXT),
		maxContext: maxContextOf(environment),
	};
}

/** Ignored for models that Claude Code knows, unless compaction is disabled. */
function maxContextOf(environment: Environment): AutoCompactSettings['maxContext'] {
	const tokens = boundedCount(Number(environment.CLAUDE_CODE_MAX_CONTEXT_TOKENS ?? ''));
	return tokens ? {tokens, isOfAll: isOn(environment.DISABLE_COMPACT)} : null;
}

/** Nothing set, by anybody. */
export const autoCompactDefaults: AutoCompactSettings = parseAutoCompact({
	files: [],
	variables: {},
	args: [],
	server: noServerDefaults,
});

/** The window that is set for a model, in tokens; null: `auto`. It may be larger than the model's own. */
export function autoCompactWindow(settings: AutoCompactSettings, model: string): number | null {
	const key = modelKey(model);
	const own = settings.windowByModel.get(key) ?? settings.windowTokens;
	return typeof own === 'number' ? own : (settings.serverWindows.get(key) ?? null);
}

/** Whether the 1M window was picked (`opus[1m]`, `claude-sonnet-4-6[1m]`) and the pick is for this model. */
export function picksOneMillion(settings: AutoCompactSettings, model: string): boolean {
	const {pickedModel, familyModels, oneMillionOff} = settings;
	if (oneMillionOff) return false;
	if (pickedModel === null) return familyModels.some(id => hasOneMillionSuffix(id) && modelKey(id) === modelKey(model));
	if (!hasOneMillionSuffix(pickedModel)) return false;
	const picked = modelKey(pickedModel);
	const family = families.find(name => name === picked);
	if (family !== undefined) return modelKey(model).split('-').includes(family);
	// `best`, a profile of Bedrock's or a gateway's deployment may stand for any model, which its answers name.
	return picked === modelKey(model) || !isAnthropicModel(picked);
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Claude Code puts the `env` of its settings into its own environment; the weaker files come first there. */
function environmentOf(settings: readonly SettingsObject[], variables: Environment): Environment {
	const environment: Record<string, string | undefined> = {...variables};
	for (const {env} of settings.toReversed()) {
		for (const name of autoCompactVariables) {
			const value = isObject(env) ? env[name] : undefined;
			if (value !== undefined && value !== null) environment[name] = variableText(value);
		}
	}
	return environment;
}

function windowsOf(
	settings: readonly SettingsObject[],
	environment: Environment,
	args: readonly string[],
): Pick<AutoCompactSettings, 'windowTokens' | 'windowByModel'> {
	const variable = parseSize(environment.CLAUDE_CODE_AUTO_COMPACT_WINDOW);
	if (variable !== null) return {windowTokens: Math.max(smallestWindow, variable), windowByModel: new Map()};
	const argument = argumentOf(args, '--autocompact')?.trim().toLowerCase();
	if (argument === 'auto') return {windowTokens: null, windowByModel: new Map()};
	// The argument alone takes `150` for 150k.
	const size = parseSize(argument, 1000);
	if (size !== null && size >= smallestWindow) return {windowTokens: size, windowByModel: new Map()};
	let windowTokens: number | null = null;
	let windowByModel = new Map<string, number | 'auto'>();
	for (const file of settings.toReversed()) {
		const general = windowSetting(file.autoCompactWindow);
		const own = modelWindows(file.modelSettings);
		// A stronger file's general window is also stronger than the models' windows of the weaker ones.
		windowByModel = new Map(general === null ? [...windowByModel, ...own] : own);
		if (general !== null) windowTokens = general === 'auto' ? null : general;
	}
	return {windowTokens, windowByModel};
}

/** `modelSettings.<model>.autoCompactWindow`, which `/autocompact 150k` writes: of two spellings the canonical one wins. */
function modelWindows(modelSettings: unknown): Map<string, number | 'auto'> {
	const windows = new Map<string, number | 'auto'>();
	for (const [model, value] of Object.entries(isObject(modelSettings) ? modelSettings : {})) {
		const window = isObject(value) ? windowSetting(value.autoCompactWindow) : null;
		const key = modelKey(model);
		if (window !== null && (key === model || !windows.has(key))) windows.set(key, window);
	}
	return windows;
}

function windowSetting(value: unknown): number | 'auto' | null {
	if (value === 'auto') return 'auto';
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= smallestWindow ? value : null;
}

/** Tokens from `200000`, `200k` or `1m`; null for anything else. A bare number from 100 to 1000 counts in `bareUnit`. */
function parseSize(value: string | undefined, bareUnit = 1): number | null {
	const match = /^(\d{1,9}(?:\.\d+)?)\s*([km])?$/i.exec(value?.trim() ?? '');
	if (!match) return null;
	const size = Number(match[1]);
	const bare = size >= 100 && size <= 1000 ? bareUnit : 1;
	const unit = {k: 1000, m: 1_000_000}[match[2]?.toLowerCase() ?? ''] ?? bare;
	const tokens = Math.round(size * unit);
	return tokens > 0 ? tokens : null;
}

/** The model as it was picked, an alias replaced by the id that the environment gives it. `/model` is not seen here. */
function pickedModel(setting: unknown, environment: Environment, args: readonly string[]): string | null {
	const {ANTHROPIC_MODEL, ANTHROPIC_DEFAULT_MODEL} = environment;
	const picked = argumentOf(args, '--model') ?? (ANTHROPIC_MODEL || setting || ANTHROPIC_DEFAULT_MODEL);
	if (typeof picked !== 'string' || picked === '' || picked === 'default') return null;
	const family = families.find(name => picked.toLowerCase() === name);
	return (family && environment[defaultModelVariable(family)]) || picked;
}

/** The value of an option, given as `--name value` or `--name=value`. */
export function argumentOf(args: readonly string[], name: string): string | undefined {
	const inline = args.find(arg => arg.startsWith(`${name}=`));
	if (inline) return inline.slice(name.length + 1);
	const index = args.indexOf(name);
	return index === -1 ? undefined : args[index + 1];
}
