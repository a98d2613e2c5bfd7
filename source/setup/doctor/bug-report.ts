/**
 * `ccmon doctor --report`: what a bug report needs. Names, paths, prompts and settings cannot leak, because no free text
 * gets in: only what looks like a version, words from fixed lists, numbers, and names of checks.
 */
import {release} from 'node:os';
import type {DoctorReport} from './report.ts';

export interface BugReportFacts {
	ccmonVersion: string;
	nodeVersion: string;
	platform: string;
	arch: string;
	/** The versions that programs print; null: not installed. */
	claude: string | null;
	tmux: string | null;
	environment: Readonly<Record<string, string | undefined>>;
	terminalSize: {columns: number; rows: number} | null;
	/** The path of the program. */
	programPath: string;
	configFolders: number;
	report: DoctorReport;
}

const terminals = 'Apple_Terminal iTerm.app WezTerm ghostty vscode zed tmux Hyper WarpTerminal kitty rio'.split(' ');

/** As text for an issue, in lines of `name: value`. */
export function formatBugReport(facts: BugReportFacts): string {
	const {environment: env, terminalSize: size} = facts;
	const rows: readonly (readonly [string, string])[] = [
		['ccmon', versionIn(facts.ccmonVersion)],
		['installed', installedBy(facts.programPath)],
		['node', versionIn(facts.nodeVersion)],
		['claude', versionIn(facts.claude)],
		['tmux', versionIn(facts.tmux)],
		['system', `${wordOf(facts.platform)} ${wordOf(facts.arch)} ${versionIn(release())}`],
		['terminal', oneOf(terminals, env.TERM_PROGRAM)],
		[
			'TERM',
			/^(?:xterm|screen|tmux|rxvt|alacritty|foot|linux|vt\d+)[\w+-]{0,20}$/.test(env.TERM ?? '')
				? env.TERM!
				: other(env.TERM),
		],
		[
			'inside',
			['TMUX', 'STY', 'KITTY_WINDOW_ID', 'ZELLIJ', 'SSH_CONNECTION'].filter(name => env[name]).join(' ') || 'nothing',
		],
		['colours', oneOf(['truecolor', '24bit'], env.COLORTERM) + (env.NO_COLOR ? ', NO_COLOR' : '')],
		['size', size ? `${size.columns}×${size.rows}` : 'no terminal'],
		['UTF-8', /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || '') ? 'yes' : 'no'],
		['config folders', String(facts.configFolders)],
		...facts.report.checks.map(({id, status}) => [`check ${wordOf(id)}`, status] as const),
	];
	return `${rows.map(([name, value]) => `${name}: ${value}`).join('\n')}\n`;
}

const other = (value: string | undefined) => (value ? '(another)' : '(not set)');

const oneOf = (words: readonly string[], value: string | undefined) =>
	words.find(word => word === value) ?? other(value);

const wordOf = (text: string) => (/^[a-z][a-z0-9-]{0,30}$/.test(text) ? text : '(another)');

/** The first version number in a program's output. */
function versionIn(text: string | null): string {
	if (text === null) return '(not there)';
	return /\d{1,5}\.\d{1,5}(?:\.\d{1,5})?[a-z]?/.exec(text)?.[0] ?? '(unknown)';
}

/** How ccmon was installed, judging by its path; the path itself is not reported. */
function installedBy(path: string): string {
	if (/\/lib\/ccmon\/dist\//.test(path)) return 'archive';
	if (/\/(?:Cellar|homebrew|linuxbrew)\//.test(path)) return 'Homebrew';
	if (/\/_npx\//.test(path)) return 'npx';
	return /\/node_modules\/ccmon\//.test(path) ? 'npm' : 'from a checkout';
}
