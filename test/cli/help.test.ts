import {expect, test} from 'vitest';
import {commandNames, optionsOf} from '../../source/cli/command-line.ts';
import {helpText} from '../../source/cli/help.ts';

test('the overview names every command and fits 80 columns', () => {
	const text = helpText(null, '1.2.3');
	expect(text).toMatch(/^ccmon 1\.2\.3\n/);
	expect(commandNames.length).toBeGreaterThan(7);
	for (const name of commandNames) expect(text).toMatch(new RegExp(`^  ${name} `, 'm'));
	expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThanOrEqual(80);
});

test.each(commandNames)('the help of %s has its usage and every option', name => {
	const text = helpText(name, '1.2.3');
	expect(text).toContain(`Usage: ccmon ${name}`);
	for (const option of optionsOf(name)) expect(text).toContain(`--${option.name}`);
	expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThanOrEqual(80);
});

test('what a value may be and what exit codes mean is there', () => {
	expect(helpText('report', '')).toMatch(/--by GROUPING +What[^:]*: day, week,\n? +month/);
	expect(helpText('send', '')).toMatch(/3 +refused/);
	expect(helpText('completions', '')).toMatch(/SHELL +bash, zsh, fish/);
});

test('suggests the nearest command for an unknown one', () => {
	expect(() => helpText('reprot', '')).toThrow('Unknown command "reprot". Did you mean "report"?');
});
