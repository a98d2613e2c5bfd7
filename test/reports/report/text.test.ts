import {expect, test} from 'vitest';
import {noUsage} from '../../../source/claude/usage.ts';
import {type ReportEntry, sumReport} from '../../../source/core/report.ts';
import {reportToText} from '../../../source/reports/report/text.ts';

/** Of 1 cent for each conversation. */
function* entries(count: number): Generator<ReportEntry> {
	const rest = {cause: null, basis: 'estimated', partial: false} as const;
	for (let number = 0; number < count; number++)
		yield {
			...{key: `session ${number}`, name: null, purpose: 'main', model: 'claude-opus-4-5'},
			...{usage: {...noUsage, inputTokens: 2000}, requests: 1, costUsd: 0.01, ...rest},
		};
}

const known = {isWhole: true, complete: true};
const look = {columns: 100, ascii: true, subscription: false, ...known, widthOf: (text: string) => text.length};

test('a machine on which scripts ran 150,000 sessions has a report by session', () => {
	const lines = reportToText(sumReport(entries(150_000), 'session', 'UTC'), look).split('\n');
	expect(lines.filter(line => line.startsWith('session '))).toHaveLength(150_000);
	expect(lines.find(line => line.startsWith('total'))).toContain('$1,500');
});
