import {execFileSync, spawnSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {commandNames} from '../../source/cli/command-line.ts';
import {completionScript} from '../../source/cli/completions.ts';

const hasShell = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

/** What bash offers when the last of these words is completed. */
function offeredByBash(...words: string[]): string[] {
	const script = `${completionScript('bash')}
		COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _ccmon; printf '%s\\n' "\${COMPREPLY[@]}"`;
	const text = execFileSync('bash', ['-c', script, 'bash', 'ccmon', ...words], {encoding: 'utf8'});
	return text.split('\n').filter(line => line !== '');
}

test('bash offers commands, options and their words', () => {
	expect(offeredByBash('')).toEqual(expect.arrayContaining([...commandNames, '--once', '--config-dir']));
	expect(offeredByBash('re')).toEqual(['resume', 'report']);
	expect(offeredByBash('report', '--s')).toEqual(['--since']);
	expect(offeredByBash('report', '--json', '--by', 'm')).toEqual(['month', 'model']);
	expect(offeredByBash('help', 'do')).toEqual(['doctor']);
	expect(offeredByBash('completions', 'z')).toEqual(['zsh']);
	expect(offeredByBash('team', 's')).toEqual(['setup']);
	expect(offeredByBash('team', 'setup', '')).toEqual(expect.arrayContaining(['server', 'dashboard']));
	expect(offeredByBash('team', 'setup', 's')).toEqual(['server']);
	expect(offeredByBash('config', 'check', 'p')).toEqual([]);
	expect(offeredByBash('setup', '--by', '')).not.toContain('month');
	expect(offeredByBash('--config-dir', '/usr/sha')).toEqual(['/usr/share']);
	expect(offeredByBash('report', '--config-dir', '/usr/sha')).toEqual(['/usr/share']);
});

test.skipIf(!hasShell('fish'))('fish offers them, too', () => {
	const offered = (line: string) =>
		spawnSync('fish', ['-N', '-c', `${completionScript('fish')}\ncomplete -C '${line}'`], {encoding: 'utf8'})
			.stdout.split('\n')
			.map(row => row.split('\t')[0]);
	expect(offered('ccmon ')).toEqual(expect.arrayContaining([...commandNames]));
	expect(offered('ccmon report --by m')).toEqual(expect.arrayContaining(['month', 'model']));
	expect(offered('ccmon report --s')).toContain('--since');
	expect(offered('ccmon completions z')).toContain('zsh');
	expect(offered('ccmon help re')).toEqual(expect.arrayContaining(['report', 'resume']));
	expect(offered('ccmon team s')).toContain('setup');
	expect(offered('ccmon team setup s')).toContain('server');
	expect(offered('ccmon team setup s')).not.toContain('setup');
	expect(offered('ccmon config check p')).not.toContain('path');
});

test.skipIf(!hasShell('zsh'))('zsh reads it without a complaint', () => {
	const script = `autoload -Uz compinit && compinit -D -u; ${completionScript('zsh')}; print $_comps[ccmon]`;
	const ran = spawnSync('zsh', ['-f', '-c', script], {encoding: 'utf8'});
	expect({stdout: ran.stdout, stderr: ran.stderr}).toEqual({stdout: '_ccmon\n', stderr: ''});
});
