import {describe, expect, test} from 'vitest';
import type {LogEntry} from '../../../source/core/action-log.ts';
import {widthOf} from '../../../source/ui/text.ts';
import {createLook} from '../../../source/ui/theme.ts';
import {logLines, problemLines} from '../../../source/ui/views/log.ts';
import {noon} from '../../support/fake-fleet.ts';

const look = createLook({colour: 'none', ascii: false});
const colours = createLook({colour: 'full', ascii: false});
const entry = (at: number, text: string, outcome: LogEntry['outcome'] = 'done'): LogEntry => ({
	...{at, sessionKey: 'key-web', sessionName: 'web', action: 'compact', text, outcome},
});

describe('the log', () => {
	test('says so where there is nothing yet', () => {
		expect(logLines([], noon, 80, look)).toEqual(['Nothing yet: no key has reached a session, and no policy has run.']);
	});

	test('has the newest first, with its time', () => {
		const lines = logLines([entry(noon - 60_000, 'first'), entry(noon, 'second')], noon, 80, look);
		expect(lines[0]).toMatch(/^12:00 +.*web.*second$/);
		expect(lines[1]).toMatch(/^11:59 +.*web.*first$/);
	});

	test('keeps the end of a long reason, which says what to do, and its lines in order', () => {
		const long = `refused: ${'because '.repeat(20)}press esc there`;
		const lines = logLines([entry(noon, long, 'refused'), entry(noon, 'later')], noon, 60, look);
		expect(lines[0]).toContain('later');
		expect(lines.slice(1).join(' ').replace(/\s+/g, ' ')).toMatch(/refused: because .* press esc there$/);
		for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(60);
	});

	test('what failed stands out', () => {
		const bad = (outcome: LogEntry['outcome']) =>
			logLines([entry(noon, 'x', outcome)], noon, 80, colours)[0]!.includes('\u001b[31m');
		expect(['done', 'queued', 'sent', 'refused', 'failed'].map(word => bad(word as LogEntry['outcome']))).toEqual([
			...[false, false, false, true, true],
		]);
	});
});

describe('what could not be read', () => {
	const problem = (path: string, message: string, count = 1) => ({type: 'problem', path, message, count}) as const;

	test('stands below the log, the latest first, with how often', () => {
		expect(problemLines([], 80, null, look)).toEqual([]);
		const problems = [problem('/home/ada/a', 'Not allowed.'), problem('/b', 'Broken.', 3)];
		expect(problemLines(problems, 80, '/home/ada', look)).toEqual([
			...['', 'Could not be read', '! /b 3×: Broken.', '! ~/a: Not allowed.'],
		]);
	});

	test('nothing in a path or message reaches the terminal', () => {
		const lines = problemLines([problem('/tmp/\u001b]0;x\u0007a\nb', 'one\u001b[2J\ntwo')], 80, null, look);
		expect(lines.at(-1)).toBe('! /tmp/a b: one two');
	});

	test('a long one goes on below, indented, within the width', () => {
		const lines = problemLines([problem('/b', 'word '.repeat(30).trim())], 40, null, look).slice(2);
		expect(lines.length).toBeGreaterThan(3);
		expect(lines.slice(1).every(line => line.startsWith('  word'))).toBe(true);
		for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(40);
	});
});
