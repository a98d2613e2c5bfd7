import {expect, test} from 'vitest';
import {sessionEnvironment} from '../../source/cli/spawn-environment.ts';

test('what belongs to ccmon’s terminal, or to a Claude Code around it, is not passed on', () => {
	const own = {
		...{
			TMUX: '/tmp/x,1,0',
			TMUX_PANE: '%1',
			TERM: 'tmux-256color',
			COLUMNS: '80',
			LINES: '24',
			PWD: '/a',
			OLDPWD: '/b',
		},
		...{SHLVL: '3', _: '/usr/bin/ccmon', CLAUDECODE: '1', CLAUDE_PID: '7', CLAUDE_CODE_ENTRYPOINT: 'cli'},
		...{
			CLAUDE_CODE_SESSION_ID: 'x',
			CLAUDE_CODE_SESSION_KIND: 'x',
			CLAUDE_CODE_SSE_PORT: '1',
			CLAUDE_CODE_EXECPATH: '/x',
		},
	};
	expect(sessionEnvironment(own)).toEqual({});
});

test('passes on what the person has set', () => {
	const own = {
		...{PATH: '/bin', HOME: '/home/ada', TERMINAL: 'kitty', TMUX_TMPDIR: '/t', LINES_MAX: '1', MY_TERM: 'x', EMPTY: ''},
		...{
			CLAUDE_CONFIG_DIR: '/c',
			CLAUDE_CODE_USE_BEDROCK: '1',
			CLAUDE_CODE_ENABLE_TELEMETRY: '1',
			ANTHROPIC_MODEL: 'opus',
		},
	};
	expect(sessionEnvironment({...own, GONE: undefined})).toStrictEqual(own);
});
