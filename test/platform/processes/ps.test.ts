/** What `ps` and `lsof` of macOS print, written from their manual pages, not recorded on a Mac; and the ps of this machine beside /proc. */
import {expect, test} from 'vitest';
import {procSource} from '../../../source/platform/processes/proc.ts';
import {createPsSource} from '../../../source/platform/processes/ps.ts';
import {openBareTerminal} from '../../support/bare-terminal.ts';
import {baseEnvironment} from '../../support/environment.ts';
import {waitFor} from '../../support/wait.ts';

/** By the words that distinguish the questions. */
const printed: Record<string, string> = {
	'stat= 812': 'S+     700   812   812 ttys003  Fri Nov  7 16:18:50 2026    \n',
	'stat= 1': 'Ss       0     1     0 ??       Sat Oct 31 06:08:05 2026    \n',
	'command= 812': '/Users/mia/.local/bin/claude --settings /tmp/a.json --autocompact 150k\n',
	'-E command= 812':
		'/Users/mia/.local/bin/claude --model opus TMUX=/private/tmp/tmux-501/default,61,0 HOME=/Users/mia ITERM_SESSION_ID=w0t0p0:7F2 TERM_PROGRAM_VERSION=3.5.1 XDG_RUNTIME_DIR=/Users/mia/Run Time SECRET=abc LANG=en_GB.UTF-8\n',
	'lsof 812': 'p812\nftxt\nn/Users/mia/.local/share/claude/versions/2.1.332\nftxt\nn/usr/lib/dyld\n',
};

const ps = createPsSource((program, args) => {
	const pid = args[args.indexOf('-p') + 1];
	if (program === 'lsof') return printed[`lsof ${pid}`] ?? null;
	const columns = args[args.indexOf('-o') + 1]!.split(',')[0];
	return printed[`${args.includes('-E') ? '-E ' : ''}${columns} ${pid}`] ?? null;
});

test('a process of macOS', () => {
	expect(ps.facts(812)).toEqual({
		state: 'S+',
		parentPid: 700,
		group: 812,
		terminalGroup: 812,
		tty: '/dev/ttys003',
		// With the second blank: it is compared with what Claude Code wrote.
		start: 'Fri Nov  7 16:18:50 2026',
	});
	expect(ps.facts(1)).toMatchObject({tty: null, start: 'Sat Oct 31 06:08:05 2026'});
	expect(ps.arguments(812)).toEqual([
		'/Users/mia/.local/bin/claude',
		'--settings',
		'/tmp/a.json',
		'--autocompact',
		'150k',
	]);
	expect(ps.program(812)).toBe('/Users/mia/.local/share/claude/versions/2.1.332');
	expect(ps.pidDomain()).toBeNull();
});

test('only the variables asked for leave it, blanks in them included', () => {
	expect(ps.variables(812, ['TMUX', 'ITERM_SESSION_ID', 'XDG_RUNTIME_DIR', 'NONE'])).toEqual({
		TMUX: '/private/tmp/tmux-501/default,61,0',
		ITERM_SESSION_ID: 'w0t0p0:7F2',
		XDG_RUNTIME_DIR: '/Users/mia/Run Time',
	});
});

test('a process that is gone is null everywhere', () => {
	for (const answer of [ps.facts(7), ps.variables(7, ['TMUX']), ps.arguments(7), ps.program(7)])
		expect(answer).toBeNull();
});

test.each(['', '\n', 'garbage', 'S+ x y z', '\u001b[31m'])('%j of ps is not a process', answer => {
	expect(createPsSource(() => answer).facts(7)).toBeNull();
});

test.runIf(process.platform === 'linux')('the real ps says of a process what /proc says', async () => {
	const terminal = await openBareTerminal({command: ['sleep', '100'], cwd: '/', env: baseEnvironment()});
	const {pid} = terminal;
	await waitFor(() => procSource.arguments(pid)?.[0] === 'sleep', {what: 'the program to run'});
	const [asked, read] = [createPsSource().facts(pid)!, procSource.facts(pid)!];
	expect({...asked, state: asked.state[0]}).toEqual({...read, start: asked.start});
	expect(asked.start).toMatch(/^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/);
	expect(createPsSource().arguments(pid)).toEqual(['sleep', '100']);
	await terminal.close();
});
