import {expect, test} from 'vitest';
import {formatReport, missing, ok, reportToJson, warn} from '../../../source/setup/doctor/report.ts';

const report = (...checks: ReturnType<typeof ok>[]) => ({schema: 1, ok: true, checks}) as const;

test('a line for each check, and what fixes it below', () => {
	const checks = [
		ok('node', 'Node 24.'),
		warn('sessions', 'Two are older.', null),
		missing('settings', 'Not set up.', 'ccmon setup'),
	];
	expect(formatReport(report(...checks))).toBe(
		'✓ Node 24.\n! Two are older.\n✗ Not set up.\n    → ccmon setup\n2 of 3 checks need attention.\n',
	);
	expect(formatReport(report(...checks), true)).toBe(
		'ok Node 24.\n!  Two are older.\nX  Not set up.\n    -> ccmon setup\n2 of 3 checks need attention.\n',
	);
});

test('says how many checks need attention', () => {
	expect(formatReport(report(ok('node', 'Node 24.'), warn('x', 'Old.', null)))).toMatch(
		/\n1 of 2 checks needs attention\.\n$/,
	);
});

test('says so if nothing is wrong', () => {
	expect(formatReport(report(ok('node', 'Node 24.')))).toBe('✓ Node 24.\nAll is well.\n');
});

test('strips escape sequences from a folder’s name', () => {
	const text = formatReport(report(warn('x', 'The folder /a\u001b]0;b\u0007\n/c is odd.', 'rm -r \u001b[2J/a')));
	expect(text.split('\n').slice(0, 2)).toEqual(['! The folder /a /c is odd.', '    → rm -r /a']);
});

test('for scripts it is data, with what is wrong with the config', () => {
	const problem = {type: 'problem', path: '/c', message: 'x.', count: 2} as const;
	expect(reportToJson(report(ok('node', 'Node 24.')), [problem])).toEqual({
		...{schema: 1, ok: true, checks: [{id: 'node', status: 'ok', message: 'Node 24.', fix: null}]},
		config: [{path: '/c', message: 'x.', count: 2}],
	});
});
