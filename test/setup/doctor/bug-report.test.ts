import {expect, test} from 'vitest';
import {type BugReportFacts, formatBugReport} from '../../../source/setup/doctor/bug-report.ts';
import {missing, ok, warn} from '../../../source/setup/doctor/report.ts';

const facts: BugReportFacts = {
	ccmonVersion: '0.1.0',
	nodeVersion: '24.21.0',
	platform: 'linux',
	arch: 'x64',
	claude: '2.1.332 (Claude Code)',
	tmux: 'tmux 3.3a',
	environment: {
		TERM: 'tmux-256color',
		TERM_PROGRAM: 'tmux',
		COLORTERM: 'truecolor',
		LANG: 'en_GB.UTF-8',
		TMUX: '/tmp/x,1,0',
	},
	terminalSize: {columns: 120, rows: 40},
	programPath: '/home/mia/.local/lib/node_modules/ccmon/dist/cli.cjs',
	configFolders: 2,
	report: {
		schema: 1,
		ok: false,
		checks: [ok('node', 'Node 24.'), missing('settings', '/home/mia/.claude is not', null)],
	},
};

test('it says what a bug report needs', () => {
	const text = formatBugReport(facts);
	for (const line of [
		'ccmon: 0.1.0',
		'installed: npm',
		'node: 24.21.0',
		'claude: 2.1.332',
		'tmux: 3.3a',
		'terminal: tmux',
		'TERM: tmux-256color',
		'inside: TMUX',
		'size: 120×40',
		'UTF-8: yes',
		'config folders: 2',
		'check node: ok',
		'check settings: missing',
	]) {
		expect(text.split('\n')).toContain(line);
	}
});

test('never contains a name, path, prompt, key or control character', () => {
	const secret = 'mia-meier/acme merger sk-ant-api03-KEY \u001b[31m"please fix"\n';
	const hostile: BugReportFacts = {
		...facts,
		claude: secret,
		tmux: `${secret} 3.4`,
		platform: secret,
		arch: secret,
		ccmonVersion: secret,
		nodeVersion: secret,
		programPath: `/home/${secret}/ccmon.cjs`,
		environment: Object.fromEntries(
			[
				'TERM',
				'TERM_PROGRAM',
				'COLORTERM',
				'NO_COLOR',
				'LANG',
				'LC_ALL',
				'TMUX',
				'STY',
				'SSH_CONNECTION',
				'HOME',
				'USER',
			].map(name => [name, name === 'TERM' ? `xterm${secret}` : secret]),
		),
		report: {schema: 1, ok: false, checks: [warn(secret, secret, secret), missing('config', secret, secret)]},
	};
	const text = formatBugReport(hostile);
	for (const word of ['mia', 'acme', 'merger', 'sk-ant', 'KEY', 'please', 'fix', '/home', '\u001b'])
		expect(text).not.toContain(word);
	expect(text).toContain('tmux: 3.4');
	expect(text).toContain('check config: missing');
	// As many lines as ever: nothing brought a line break of its own.
	expect(text.split('\n')).toHaveLength(formatBugReport(facts).split('\n').length);
});
