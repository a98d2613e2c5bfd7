/** The table of results, as `npm run bench -- --save=VERSION` changes it. */
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {withResults} from '../../bench/support/results.ts';

const page = [
	'# Results',
	'',
	'| row | 0.1.0 |',
	'|---|---|',
	'| measured | then |',
	'| keys of 53 | 9 ms |',
	'',
	'End.',
	'',
];
const text = page.join('\n');
const row = (name: string, value: string, ok = true) => ({name, value, limit: '≤ 1', ok});

test('a new version is a new column, with dashes for what one of them did not measure', () => {
	expect(withResults(text, '0.2.0', 'now', [row('memory', '90 MB')]).split('\n')).toEqual([
		...['# Results', '', '| row | 0.1.0 | 0.2.0 |', '| --- | --- | --- |'],
		...['| measured | then | now |', '| keys of 53 | 9 ms | – |', '| memory | – | 90 MB |', '', 'End.', ''],
	]);
});

test('measuring a version again replaces its new figures and keeps the others', () => {
	const once = withResults(text, '0.2.0', 'now', [row('memory', '90 MB'), row('speed', '2×')]);
	const twice = withResults(once, '0.2.0', 'later', [row('memory', '80 MB', false)]);
	expect(twice).toContain('| measured | then | later |');
	expect(twice).toContain('| memory | – | 80 MB ✗ |');
	expect(twice).toContain('| speed | – | 2× |');
});

test('names that differ only by a count share a row', () => {
	expect(withResults(text, '0.2.0', 'now', [row('keys of 61', '8 ms')])).toContain('| keys of 53 | 9 ms | 8 ms |');
});

test('the page of results can be added to', () => {
	const real = readFileSync(path.resolve(import.meta.dirname, '../../bench/RESULTS.md'), 'utf8');
	expect(withResults(real, '9.9.9', 'now', [])).toContain('| 9.9.9 |');
	expect(() => withResults('# Results\n', '0.2.0', 'now', [])).toThrow('There is no table');
});
