/**
 * What Anthropic's servers set for an account, as `.claude.json` remembers it. The file also holds account data and keys:
 * nothing but these defaults may leave this function.
 */
import * as v from 'valibot';
import {modelKey} from '../models/models.ts';
import {parseSettingsJson} from './settings-json.ts';

export interface ServerDefaults {
	/** Auto-compact windows in tokens, by `modelKey`. */
	windows: ReadonlyMap<string, number>;
	/** The setting's old place, before it moved to the settings files. */
	autoCompactEnabled: boolean | null;
}

export const noServerDefaults: ServerDefaults = {windows: new Map(), autoCompactEnabled: null};

const windowsShape = v.fallback(v.record(v.string(), v.unknown()), {});
const slotShape = v.object({data: v.object({rowan_thicket: windowsShape})});
const defaultsShape = v.object({
	autoCompactEnabled: v.fallback(v.nullable(v.boolean(), null), null),
	autoCompactWindowsCache: windowsShape,
	clientDataCacheSlots: windowsShape,
});

/**
 * `autoCompactWindowsCache`, and in each of `clientDataCacheSlots` the flag `rowan_thicket`: by model a number, or one by
 * plan, of which only the `default` is known here. Slots that disagree say nothing. Never throws.
 */
export function parseServerDefaults(text: string): ServerDefaults {
	// Most files have none of it, and some have megabytes of projects.
	if (!/autoCompactWindowsCache|rowan_thicket|autoCompactEnabled/.test(text)) return noServerDefaults;
	const file = v.safeParse(defaultsShape, parseSettingsJson(text));
	if (!file.success) return noServerDefaults;
	const {autoCompactEnabled, autoCompactWindowsCache, clientDataCacheSlots} = file.output;
	const slots = Object.values(clientDataCacheSlots).flatMap(value => {
		const slot = v.safeParse(slotShape, value);
		return slot.success ? [slot.output.data.rowan_thicket] : [];
	});
	const windows = serverWindows(autoCompactWindowsCache);
	for (const model of new Set(slots.flatMap(slot => Object.keys(slot)))) {
		const said = new Set(slots.flatMap(slot => serverWindows(slot).get(modelKey(model)) ?? []));
		const [window] = said;
		if (window !== undefined && said.size === 1) windows.set(modelKey(model), window);
	}
	return {windows, autoCompactEnabled};
}

function serverWindows(byModel: Readonly<Record<string, unknown>>): Map<string, number> {
	const windows = new Map<string, number>();
	for (const [model, value] of Object.entries(byModel)) {
		const window = typeof value === 'object' && value !== null && 'default' in value ? value.default : value;
		if (typeof window === 'number' && Number.isSafeInteger(window) && window >= 100_000)
			windows.set(modelKey(model), window);
	}
	return windows;
}
