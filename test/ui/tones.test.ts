import {describe, expect, test} from 'vitest';
import {colourless, type Theme, type Tones, tonesOf} from '../../source/ui/tones.ts';

/** What SGR parameters switch (ECMA-48, 8.3.117; 90–97 are bright foregrounds). */
const opens = new Map([
	['1', 'weight'],
	['2', 'weight'],
	['4', 'underline'],
	['7', 'inverse'],
]);
const closes = new Map([
	['22', 'weight'],
	['24', 'underline'],
	['27', 'inverse'],
	['39', 'foreground'],
	['49', 'background'],
]);

function switchedOn(parameters: string): string[] {
	const codes = parameters.replace(/^([34])8;5;\d+/, '$18').split(';');
	return codes.map(
		code => opens.get(code) ?? (/^(3|9)\d$/.test(code) ? 'foreground' : /^4\d$/.test(code) ? 'background' : code),
	);
}

const all: [name: string, tones: Tones][] = [...Object.entries(tonesOf), ['without colours', colourless]];

describe.each(all)('%s', (_, tones) => {
	test('each tone ends all that it begins, and nothing else: a tone may stand within a row of another', () => {
		for (const [tone, [open, close]] of Object.entries(tones)) {
			expect(
				close
					.split(';')
					.map(code => closes.get(code))
					.sort(),
				tone,
			).toEqual(switchedOn(open).sort());
		}
	});

	test('what is read first looks like nothing else', () => {
		for (const tone of ['attention', 'cursor', 'row'] as const) expect(tones[tone]).toBeDefined();
		const {bad, good} = tones;
		if (good) expect(bad![0]).not.toBe(good[0]);
	});
});

test('without colours nothing is coloured', () => {
	for (const [open] of Object.values(colourless)) expect(switchedOn(open)).not.toContain('foreground');
});

test('only where the ground is known, the selected row has a shade: the 16 colours are the owner’s to choose', () => {
	const shaded = (Object.keys(tonesOf) as Theme[]).filter(theme => tonesOf[theme].row?.[0].includes('8;5;'));
	expect(shaded).toEqual(['dark', 'light']);
	for (const tones of Object.values(tonesOf)) {
		for (const [tone, [open]] of Object.entries(tones)) if (tone !== 'row') expect(open, tone).not.toMatch(/8;[25];/);
	}
});

test('for those who cannot tell red from green, neither is a colour of a meaning', () => {
	for (const [open] of Object.values(tonesOf['colour-blind'])) expect(open).not.toMatch(/\b[39][12]\b/);
});
