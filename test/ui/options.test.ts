import {describe, expect, test} from 'vitest';
import {defaultConfig} from '../../source/core/config/config.ts';
import {screenOptions} from '../../source/ui/options.ts';

const bold = /\u001B\[1/;
const colour = /\u001B\[3\d/;

function look(env: Record<string, string>, isTerminal = true, config = defaultConfig) {
	const options = screenOptions(config, env, isTerminal);
	return {...options.look, warned: options.look.paint('attention', 'x'), barred: options.look.paint('good', 'x')};
}

describe('colours', () => {
	test('on a terminal; none in a pipe', () => {
		expect(look({TERM: 'xterm'}).barred).toMatch(colour);
		expect(look({TERM: 'xterm'}, false).barred).toBe('x');
		expect(look({TERM: 'dumb'}).warned).toBe('x');
	});

	test('NO_COLOR leaves bold, on a terminal', () => {
		expect(look({NO_COLOR: '1'}).barred).toBe('x');
		expect(look({NO_COLOR: '1'}).warned).toMatch(bold);
		expect(look({NO_COLOR: '1'}).warned).not.toMatch(colour);
		expect(look({NO_COLOR: '1'}, false).warned).toBe('x');
		// Its standard says that an empty one does not count.
		expect(look({NO_COLOR: ''}).barred).toMatch(colour);
	});

	test('FORCE_COLOR paints a pipe', () => {
		expect(look({FORCE_COLOR: '1'}, false).barred).toMatch(colour);
		expect(look({FORCE_COLOR: '0'}, false).barred).toBe('x');
	});

	test('only the sixteen that every terminal has', () => {
		for (const theme of ['auto', 'dark', 'light'] as const) {
			const {paint} = look({}, true, {...defaultConfig, theme});
			for (const tone of [
				'muted',
				'strong',
				'accent',
				'good',
				'warn',
				'bad',
				'attention',
				'selected',
				'cursor',
			] as const)
				expect(paint(tone, 'x')).toMatch(/^\u001B\[(?:[1-7]|3[0-7]|9[0-7]|;)+mx\u001B\[[\d;]+m$/);
		}
	});
});

describe('characters', () => {
	test.each([
		[{}, false],
		[{LANG: 'C'}, false],
		[{LANG: 'de_DE.UTF-8'}, false],
		[{LC_ALL: 'C.utf8', LANG: 'de_DE.ISO-8859-1'}, false],
		[{LANG: 'de_DE.ISO-8859-1'}, true],
		[{LANG: 'de_DE.UTF-8', TERM: 'linux'}, true],
	])('%j: ASCII %s', (env, expected) => {
		expect(look(env).ascii).toBe(expected);
	});

	test('the config can ask for ASCII', () => {
		expect(look({}, true, {...defaultConfig, ascii: true}).ascii).toBe(true);
	});
});

test('the figures of the config', () => {
	expect(
		screenOptions({...defaultConfig, figures: '2025', teamSize: 200, backgroundNormUsd: 0.5}, {HOME: '/h'}, true),
	).toMatchObject({
		home: '/h',
		averageDayUsd: 6,
		recommended: {tokensPerMinute: [15_000, 20_000]},
		backgroundNormUsd: 0.5,
	});
});
