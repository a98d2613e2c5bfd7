/** What `ccmon report` prints, in the evening of 20 November 2026. */
import {defaultConfig} from '../../../source/core/config/config.ts';
import {type ReportOptions, runReport} from '../../../source/reports/report/run-report.ts';

export type GivenOptions = Partial<ReportOptions> & Pick<ReportOptions, 'databasePath' | 'configDirs'>;

/** `columns`: of the terminal; none: a pipe. */
export async function reported(options: GivenOptions, columns?: number) {
	let [stdout, stderr] = ['', ''];
	const terminal = columns === undefined ? {} : {isTTY: true, columns};
	const code = await runReport(
		{budgets: defaultConfig.budgets, ...options},
		{
			stdout: {write: text => (stdout += text), ...terminal},
			stderr: {write: text => (stderr += text)},
			now: () => Date.parse('2026-11-20T18:00:00Z'),
		},
	);
	return {code, stdout, stderr};
}
