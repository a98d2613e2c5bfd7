import {expect, test} from 'vitest';
import {noServerDefaults, parseServerDefaults} from '../../../source/claude/settings/server-defaults.ts';

const windows = (file: object) => Object.fromEntries(parseServerDefaults(JSON.stringify(file)).windows);
const slot = (rowan_thicket: unknown) => ({data: {rowan_thicket}, model: null});

test('windows by model, a number or one by plan', () => {
	const autoCompactWindowsCache = {
		'claude-opus-4-6': 180_000,
		'claude-sonnet-5': {default: 500_000, surfaces: {remote: {default: 400_000}}},
		'claude-opus-5': {max: 300_000},
		'claude-haiku-4-5': 20,
	};
	expect(windows({autoCompactWindowsCache})).toEqual({'claude-opus-4-6': 180_000, 'claude-sonnet-5': 500_000});
});

test('the flag wins over the cache, and slots that disagree are ignored', () => {
	const autoCompactWindowsCache = {'claude-opus-4-6': 180_000, 'claude-opus-5': 500_000};
	const slots = {a: slot({'claude-opus-4-6': 150_000, 'claude-opus-5': 300_000}), b: slot({'claude-opus-5': 400_000})};
	expect(windows({autoCompactWindowsCache, clientDataCacheSlots: slots})).toEqual({
		'claude-opus-4-6': 150_000,
		'claude-opus-5': 500_000,
	});
});

test('reads the setting that older versions kept here', () => {
	expect(parseServerDefaults('{"autoCompactEnabled": false}').autoCompactEnabled).toBe(false);
	expect(parseServerDefaults('{"autoCompactEnabled": "no"}').autoCompactEnabled).toBeNull();
});

test.each([
	'',
	'{"autoCompactWindowsCache',
	'["autoCompactWindowsCache"]',
	'{"autoCompactWindowsCache": 3, "clientDataCacheSlots": {"a": null, "b": {"data": {"rowan_thicket": 3}}}}',
	'{"clientDataCacheSlots": [], "oauthAccount": {"accessToken": "rowan_thicket"}}',
])('%s is ignored', text => {
	const {windows, autoCompactEnabled} = parseServerDefaults(text);
	expect({windows, autoCompactEnabled}).toEqual(noServerDefaults);
});
