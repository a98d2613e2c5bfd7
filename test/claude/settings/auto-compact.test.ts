import {expect, test} from 'vitest';
import {
	argumentOf,
	autoCompactDefaults,
	autoCompactWindow,
	parseAutoCompact,
	picksOneMillion,
	type SettingsTexts,
} from '../../../source/claude/settings/auto-compact.ts';
import {noServerDefaults, parseServerDefaults} from '../../../source/claude/settings/server-defaults.ts';

const parse = (texts: Partial<Omit<SettingsTexts, 'files'>> & {files?: (object | string | null)[]}) =>
	parseAutoCompact({
		...{variables: {}, args: [], server: noServerDefaults},
		...texts,
		files: (texts.files ?? []).map(file => (typeof file === 'object' && file !== null ? JSON.stringify(file) : file)),
	});
const windowOf = (texts: Parameters<typeof parse>[0], model = 'claude-opus-4-6') =>
	autoCompactWindow(parse(texts), model);
const ownWindow = (model: string, autoCompactWindow: unknown) => ({modelSettings: {[model]: {autoCompactWindow}}});

test('with nothing set it is on, with an automatic window and idle compaction from 200k', () => {
	expect(parse({})).toEqual(autoCompactDefaults);
	expect(autoCompactDefaults).toMatchObject({enabled: true, windowTokens: null, percent: null, idleMinTokens: 200_000});
	expect(windowOf({})).toBeNull();
});

test('the variable wins over the argument, that over the settings, those over the server’s defaults', () => {
	const server = parseServerDefaults('{"autoCompactWindowsCache": {"claude-opus-4-6": 160000}}');
	const files = [{autoCompactWindow: 400_000, ...ownWindow('claude-opus-4-6', 350_000)}];
	const args = ['claude', '--autocompact', '300k'];
	const variables = {CLAUDE_CODE_AUTO_COMPACT_WINDOW: '200k'};
	expect(windowOf({server, files, args, variables})).toBe(200_000);
	expect(windowOf({server, files, args})).toBe(300_000);
	expect(windowOf({server, files})).toBe(350_000);
	expect(windowOf({server})).toBe(160_000);
	expect(windowOf({server}, 'claude-sonnet-4-6')).toBeNull();
});

test.each([
	['150k', 150_000],
	['150', 150_000],
	['1m', 1_000_000],
	['0.5M', 500_000],
	['120000', 120_000],
	['auto', null],
	['AUTO', null],
	// Not usable: the settings count.
	['50k', 400_000],
	['many', 400_000],
])('--autocompact %s', (value, window) => {
	expect(windowOf({files: [{autoCompactWindow: 400_000}], args: [`--autocompact=${value}`]})).toBe(window);
});

test.each([
	['300000', 300_000],
	// Below the smallest: the smallest.
	['150', 100_000],
	['20k', 100_000],
	['much', null],
	['', null],
])('CLAUDE_CODE_AUTO_COMPACT_WINDOW=%s', (value, window) => {
	expect(windowOf({variables: {CLAUDE_CODE_AUTO_COMPACT_WINDOW: value}})).toBe(window);
	expect(windowOf({files: [{env: {CLAUDE_CODE_AUTO_COMPACT_WINDOW: value}}]})).toBe(window);
});

test('in one file the model’s own window wins, but a stronger file’s general one wins over both', () => {
	const weak = {autoCompactWindow: 400_000, ...ownWindow('claude-opus-4-6', 150_000)};
	expect(windowOf({files: [weak]})).toBe(150_000);
	expect(windowOf({files: [weak]}, 'claude-opus-4-6-20260101')).toBe(150_000);
	expect(windowOf({files: [weak]}, 'claude-sonnet-5')).toBe(400_000);
	expect(windowOf({files: [{autoCompactWindow: 300_000}, weak]})).toBe(300_000);
	expect(windowOf({files: [ownWindow('claude-opus-4-6', 120_000), null, weak]})).toBe(120_000);
	expect(windowOf({files: [{autoCompactWindow: 'auto'}, weak]})).toBeNull();
	expect(windowOf({files: [ownWindow('claude-opus-4-6', 'auto'), weak]})).toBeNull();
	expect(windowOf({files: [ownWindow('claude-opus-4-6', 'auto'), weak]}, 'claude-sonnet-5')).toBe(400_000);
});

test('of two spellings of a model’s name the canonical one wins', () => {
	const modelSettings = {
		'claude-opus-4-6-20260101': {autoCompactWindow: 110_000},
		'claude-opus-4-6': {autoCompactWindow: 120_000},
		'us.anthropic.claude-opus-4-6': {autoCompactWindow: 130_000},
		constructor: {autoCompactWindow: 140_000},
	};
	expect(windowOf({files: [{modelSettings}]})).toBe(120_000);
	expect(windowOf({files: [{modelSettings: {'us.anthropic.claude-opus-4-6': {autoCompactWindow: 130_000}}}]})).toBe(
		130_000,
	);
});

test.each([99_999, 150_000.5, '150k', -1, null, true, {}])('%j is no window in settings', value => {
	expect(windowOf({files: [{autoCompactWindow: value}, {autoCompactWindow: 170_000}]})).toBe(170_000);
	expect(windowOf({files: [ownWindow('claude-opus-4-6', value), {autoCompactWindow: 170_000}]})).toBe(170_000);
});

test('a variable that cannot become text is not set', () => {
	const env = {
		CLAUDE_CODE_AUTO_COMPACT_WINDOW: {toString: 1, valueOf: 1},
		CLAUDE_AUTOCOMPACT_PCT_OVERRIDE: [{toString: 1}],
	};
	expect(parse({files: [{env}]})).toEqual(autoCompactDefaults);
});

test('it is turned off by a setting, a variable, or the old place of the setting', () => {
	expect(parse({files: [null, {autoCompactEnabled: false}]}).enabled).toBe(false);
	expect(parse({files: [{autoCompactEnabled: true}, {autoCompactEnabled: false}]}).enabled).toBe(true);
	expect(parse({variables: {DISABLE_AUTO_COMPACT: '1'}}).enabled).toBe(false);
	expect(parse({variables: {DISABLE_COMPACT: 'true'}}).enabled).toBe(false);
	expect(parse({variables: {DISABLE_AUTO_COMPACT: '0'}}).enabled).toBe(true);
	expect(parse({files: [{env: {DISABLE_AUTO_COMPACT: 1}}]}).enabled).toBe(false);
	const server = parseServerDefaults('{"autoCompactEnabled": false}');
	expect(parse({server}).enabled).toBe(false);
	expect(parse({server, files: [{autoCompactEnabled: true}]}).enabled).toBe(true);
});

test('the percentage and idle compaction', () => {
	expect(parse({files: [{env: {CLAUDE_AUTOCOMPACT_PCT_OVERRIDE: '60'}}]}).percent).toBe(60);
	expect(parse({variables: {CLAUDE_AUTOCOMPACT_PCT_OVERRIDE: '101'}}).percent).toBeNull();
	expect(parse({variables: {CLAUDE_AUTOCOMPACT_PCT_OVERRIDE: '-3'}}).percent).toBeNull();
	expect(parse({files: [{idleCompaction: false}]}).idleMinTokens).toBeNull();
	expect(parse({variables: {CLAUDE_CODE_IDLE_COMPACT_MIN_TOKENS: '300000'}}).idleMinTokens).toBe(300_000);
	expect(parse({variables: {CLAUDE_CODE_IDLE_COMPACT_MIN_TOKENS: '5'}}).idleMinTokens).toBe(100_000);
	expect(parse({variables: {CLAUDE_CODE_IDLE_COMPACT_MIN_TOKENS: 'x'}}).idleMinTokens).toBe(200_000);
});

test.each([
	['opus[1m]', 'claude-opus-4-6', true],
	['opus[1m]', 'claude-sonnet-4-6', false],
	['opus', 'claude-opus-4-6', false],
	['sonnet[1m]', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', true],
	['claude-opus-4-6[1m]', 'claude-opus-4-6-20260101', true],
	['claude-opus-4-6[1m]', 'claude-opus-4-5', false],
	['house-model-2[1m]', 'house-model-2', true],
	['best[1m]', 'claude-opus-4-6', true],
	// A profile of Bedrock's and a gateway's deployment, whose answers name the model behind them.
	['arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/ab12[1m]', 'claude-sonnet-4-6', true],
	['Some API/house-model-2.1[1m]', 'house-model-2.1', true],
	[3, 'claude-opus-4-6', false],
])('model %j in the settings picks the 1M window of %s: %s', (model, of, picks) => {
	expect(picksOneMillion(parse({files: [{model}]}), of)).toBe(picks);
});

test('the argument’s model wins over the variable’s, that over the settings’; an alias is resolved by the environment', () => {
	const files = [{model: 'opus[1m]'}];
	expect(parse({files, args: ['claude', '--model', 'sonnet']}).pickedModel).toBe('sonnet');
	expect(parse({files, variables: {ANTHROPIC_MODEL: 'haiku'}}).pickedModel).toBe('haiku');
	expect(parse({files, variables: {ANTHROPIC_MODEL: ''}}).pickedModel).toBe('opus[1m]');
	expect(parse({variables: {ANTHROPIC_DEFAULT_MODEL: 'opus[1m]'}}).pickedModel).toBe('opus[1m]');
	expect(parse({files, variables: {ANTHROPIC_DEFAULT_MODEL: 'sonnet'}}).pickedModel).toBe('opus[1m]');
	const variables = {ANTHROPIC_DEFAULT_SONNET_MODEL: 'claude-sonnet-4-6[1m]'};
	expect(picksOneMillion(parse({files: [{model: 'sonnet'}], variables}), 'claude-sonnet-4-6')).toBe(true);
	expect(picksOneMillion(parse({files, variables: {CLAUDE_CODE_DISABLE_1M_CONTEXT: '1'}}), 'claude-opus-4-6')).toBe(
		false,
	);
});

test('without a pick, and with that of the default, the environment’s model of a family counts', () => {
	const variables = {ANTHROPIC_DEFAULT_SONNET_MODEL: 'claude-sonnet-4-6[1m]'};
	expect(picksOneMillion(parse({variables}), 'claude-sonnet-4-6')).toBe(true);
	expect(picksOneMillion(parse({variables}), 'claude-opus-4-6')).toBe(false);
	expect(picksOneMillion(parse({variables, files: [{model: 'default'}]}), 'claude-sonnet-4-6')).toBe(true);
	expect(picksOneMillion(parse({variables, files: [{model: 'claude-sonnet-4-6'}]}), 'claude-sonnet-4-6')).toBe(false);
});

test('an argument’s value', () => {
	expect(argumentOf(['claude', '--settings', '{}'], '--settings')).toBe('{}');
	expect(argumentOf(['claude', '--settings=a=b'], '--settings')).toBe('a=b');
	expect(argumentOf(['claude', '--settings'], '--settings')).toBeUndefined();
	expect(argumentOf(['claude'], '--settings')).toBeUndefined();
});

test.each([
	'not json',
	'[]',
	'null',
	'{"env": 3, "autoCompactWindow": "many", "modelSettings": []}',
	'{"modelSettings": {"opus": 3, "sonnet": null}}',
	'{"env": {"CLAUDE_AUTOCOMPACT_PCT_OVERRIDE": null}}',
])('%s changes nothing', text => {
	expect(parse({files: [text]})).toEqual(autoCompactDefaults);
});

test('the largest context applies to unknown models, and to all when compaction is off', () => {
	const tokens = (text: string, more = {}) =>
		parse({variables: {CLAUDE_CODE_MAX_CONTEXT_TOKENS: text, ...more}}).maxContext;
	expect(tokens('131072')).toEqual({tokens: 131_072, isOfAll: false});
	expect(tokens('131072', {DISABLE_COMPACT: '1'})).toEqual({tokens: 131_072, isOfAll: true});
	expect([tokens('0'), tokens(''), tokens('-5'), tokens('lots'), tokens('1e300')]).toEqual([
		null,
		null,
		null,
		null,
		null,
	]);
});
