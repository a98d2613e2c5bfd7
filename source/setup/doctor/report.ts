/** What doctor found, as data and as text. */
import {cleanLabel} from '../../claude/clean.ts';
import type {Problem} from '../../claude/events.ts';
import {problemsToJson} from '../../core/problems.ts';

export type CheckStatus = 'ok' | 'warn' | 'missing';

export interface Check {
	/** Stable, for scripts: `node`, `settings`, … */
	id: string;
	/** `missing`: ccmon lacks figures or keys that it could have. `warn`: it works, but not as well as it could. */
	status: CheckStatus;
	/** One sentence. */
	message: string;
	/** What fixes it: a command to run, where there is one. */
	fix: string | null;
}

export interface DoctorReport {
	schema: 1;
	/** Whether nothing is missing. */
	ok: boolean;
	checks: Check[];
}

export const ok = (id: string, message: string): Check => ({id, status: 'ok', message, fix: null});
export const warn = (id: string, message: string, fix: string | null): Check => ({id, status: 'warn', message, fix});
export const missing = (id: string, message: string, fix: string | null): Check => ({
	id,
	status: 'missing',
	message,
	fix,
});

/** `ccmon doctor --json`. `problems`: what is wrong with the config and the environment. */
export const reportToJson = (report: DoctorReport, problems: readonly Problem[]) => ({
	...report,
	config: problemsToJson(problems),
});

const signs = {ok: '✓', warn: '!', missing: '✗'};
const asciiSigns = {ok: 'ok', warn: '! ', missing: 'X '};

/** One line per check, with the command that fixes it below. */
export function formatReport({checks}: DoctorReport, ascii = false): string {
	const lines = checks.flatMap(({status, message, fix}) => {
		const line = `${(ascii ? asciiSigns : signs)[status]} ${cleanLabel(message, 500)}`;
		return fix === null ? [line] : [line, `    ${ascii ? '->' : '→'} ${cleanLabel(fix, 500)}`];
	});
	const wrong = checks.filter(({status}) => status !== 'ok').length;
	const summary =
		wrong === 0 ? 'All is well.' : `${wrong} of ${checks.length} checks ${wrong === 1 ? 'needs' : 'need'} attention.`;
	return `${lines.join('\n')}\n${summary}\n`;
}
