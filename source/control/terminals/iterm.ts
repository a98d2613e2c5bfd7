/** Sessions in iTerm2 on macOS, by AppleScript: https://iterm2.com/documentation-scripting.html */
import {readProcessVariables, readTty} from '../../platform/process.ts';
import {askProgram} from './ask-program.ts';
import {forInteractive, type Terminal, TerminalLostError} from './terminal.ts';
import {reachWindow, type Window} from './window.ts';

export function createITermTerminal(env: NodeJS.ProcessEnv): Terminal {
	return forInteractive(async (pid, target) => {
		const id = readProcessVariables(pid, ['ITERM_SESSION_ID'])?.ITERM_SESSION_ID;
		const tty = readTty(pid);
		if (!id || tty === null) return null;
		const window = open(tty, env);
		try {
			// The variable may be inherited through e.g. tmux: what counts is the terminal device.
			await window.screen();
			return reachWindow(window, target);
		} catch (error) {
			if (error instanceof TerminalLostError && error.message === gone) return null;
			throw error;
		}
	});
}

const gone = 'its iTerm2 session is gone';

/** Runs `action` for the session with that terminal device; prints nothing if there is none. */
const script = (tty: string, action: string) => `tell application "iTerm2"
	repeat with aWindow in windows
		repeat with aTab in tabs of aWindow
			repeat with aSession in sessions of aTab
				if tty of aSession is ${appleText(tty)} then
					${action}
				end if
			end repeat
		end repeat
	end repeat
end tell`;

/** An AppleScript expression: quoted text, and other characters by code. */
export function appleText(text: string): string {
	const parts = text.split(/([\u0000-\u001f\u007f]+)/).filter(part => part !== '');
	const words = parts.map(part =>
		/^[\u0000-\u001f\u007f]/.test(part)
			? [...part].map(character => `(character id ${character.charCodeAt(0)})`).join(' & ')
			: `"${part.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`,
	);
	return words.join(' & ') || '""';
}

const runScript = (input: string, env: NodeJS.ProcessEnv) =>
	askProgram(['osascript', '-'], {name: 'iTerm2', env, input});

function open(tty: string, env: NodeJS.ProcessEnv): Window {
	return {
		address: `iterm:${tty.replace('/dev/', '')}`,
		noun: 'iTerm2 session',
		tty,
		// AppleScript returns only the text.
		showsColours: false,
		async screen() {
			const action = 'return ((columns of aSession) as text) & linefeed & (contents of aSession)';
			const [columns = '', ...rows] = (await runScript(script(tty, action), env)).replace(/\n$/, '').split(/\r\n?|\n/);
			if (!/^\d+$/.test(columns)) throw new TerminalLostError(gone);
			return {columns: Number(columns), rows};
		},
		async write(bytes) {
			const action = `tell aSession to write text (${appleText(bytes)}) newline NO`;
			await runScript(script(tty, `${action}\n\t\t\t\t\treturn "written"`), env);
		},
		async focus() {
			const actions = ['select aWindow', 'select aTab', 'select aSession', 'activate', 'return "selected"'];
			await runScript(script(tty, actions.join('\n\t\t\t\t\t')), env);
			return {type: 'focused'};
		},
	};
}
