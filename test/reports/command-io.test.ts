import {expect, test} from 'vitest';
import {sayProblems, textTable, wholeNumber} from '../../source/reports/command-io.ts';

const problem = (path: string) => ({type: 'problem' as const, path, message: 'Cannot be read.', count: 1});

test('each problem is said once, the config’s first, and all are given for the JSON', () => {
	let stderr = '';
	const io = {stdout: {write() {}}, stderr: {write: (text: string) => (stderr += text)}, now: () => 0};
	const said = new Set<string>();
	const all = sayProblems([problem('/b')], {...io, problems: [problem('/a')]}, said);
	expect(all.map(({path}) => path)).toEqual(['/a', '/b']);
	sayProblems([problem('/b'), problem('/c')], io, said);
	expect(stderr.split('\n').map(line => line.slice(0, 2))).toEqual(['/a', '/b', '/c', '']);
});

test('columns are as wide as their widest cell, numbers to the right, and no line ends with blanks', () => {
	expect(
		textTable('lr', [
			['NAME', 'USD'],
			['a', '$12.00'],
			['longer', ''],
		]),
	).toEqual(['NAME       USD', 'a       $12.00', 'longer']);
});

test.each(['', '-1', '1.5', '1e3', ' 1', '0x1', '1'.repeat(16)])('%j is no number of decimal digits', text => {
	expect(wholeNumber(text)).toBeNaN();
	expect([wholeNumber('0'), wholeNumber('007'), wholeNumber('9'.repeat(15))]).toEqual([0, 7, 999_999_999_999_999]);
});
