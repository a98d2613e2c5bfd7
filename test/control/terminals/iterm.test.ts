import {afterEach, beforeEach, expect, test} from 'vitest';
import {appleText, createITermTerminal} from '../../../source/control/terminals/iterm.ts';
import {createReach} from '../../../source/control/terminals/reach.ts';
import {recordedProgram} from '../../support/recorded-programs.ts';
import {
	capturedScreen,
	openKeyboard,
	startTarget,
	startTargetWithPrograms,
	type TargetWithPrograms,
} from '../../support/target-process.ts';

let session: TargetWithPrograms;
beforeEach(async () => {
	session = await startTargetWithPrograms({ITERM_SESSION_ID: 'w0t0p0:1234'});
});
afterEach(() => session.close());

const plain = capturedScreen('draft-one').replace(/\x1b\[[\d;]*m/g, '');
const osascript = (columns = '100\n') =>
	recordedProgram(session.folder, 'osascript', [
		{when: 'return ((columns of aSession)', print: columns && `${columns}${plain}\n`},
		{when: 'write text', print: 'written\n'},
		{when: 'select aSession', print: 'selected\n'},
	]);
const reach = () => createITermTerminal(session.env).reach(session.target);

test('a session is found by its terminal; a text goes to AppleScript by its input, and what stands in the box counts as a draft', async () => {
	const program = osascript();
	const found = await reach();
	expect(found).toMatchObject({ok: true, address: `iterm:${session.tty.replace('/dev/', '')}`});
	const keyboard = await openKeyboard(found);
	expect(keyboard.showsColours).toBe(false);
	expect(await keyboard.read()).toMatchObject({kind: 'prompt', text: 'x'});
	expect(await keyboard.typeText('say "hi" \\ there', 'lines')).toBe(true);
	const text = '(character id 27) & "[200~say \\"hi\\" \\\\ there" & (character id 27) & "[201~"';
	expect(program.input()).toContain(`write text (${text}) newline NO`);
	expect(program.input()).toContain(`if tty of aSession is "${session.tty}" then`);
	expect(program.arguments()).not.toContain('hi');
	if (found?.ok && found.way.type === 'keyboard') expect(await found.way.focus()).toEqual({type: 'focused'});
});

test('a session that iTerm2 does not know is left to other terminals; a refusal says why', async () => {
	osascript('');
	expect(await reach()).toBeNull();
	recordedProgram(session.folder, 'osascript', []);
	const refused = {ok: false, reason: 'iTerm2: no such thing'};
	expect(await createReach([createITermTerminal(session.env)])(session.target)).toEqual(refused);
});

test('leaves a session of another terminal to the next', async () => {
	const other = await startTarget({});
	expect(await createITermTerminal({}).reach(other.target)).toBeNull();
	await other.close();
	expect(await createITermTerminal({}).reach({...session.target, kind: 'headless'})).toBeNull();
});

test('reports a session that ends while its keyboard is open', async () => {
	osascript();
	const keyboard = await openKeyboard(await reach());
	osascript('');
	await expect(keyboard.size()).rejects.toThrow('its iTerm2 session is gone');
});

/** As AppleScript reads such an expression. */
function evaluate(expression: string): string {
	const words = expression.matchAll(/"((?:[^"\\]|\\["\\])*)"|\(character id (\d+)\)| & /g);
	const values = [...words].map(([, quoted, id]) =>
		id === undefined ? (quoted ?? '').replace(/\\(.)/g, '$1') : String.fromCharCode(Number(id)),
	);
	return values.join('');
}

test.each(['', 'a', '"', '\\', '\\"', 'a\r\nb', '\x1b[200~x" & (do shell script "id") & "\x1b[201~', '\x7f\x00é設'])(
	'%j is text to AppleScript and nothing else',
	text => {
		const expression = appleText(text);
		expect(evaluate(expression)).toBe(text);
		// Words, joined by &: nothing of the text stands outside of quotes.
		expect(expression).toMatch(
			/^(?:"(?:[^"\\]|\\["\\])*"|\(character id \d+\))(?: & (?:"(?:[^"\\]|\\["\\])*"|\(character id \d+\)))*$/,
		);
		expect(expression).not.toMatch(/[\u0000-\u001f\u007f]/);
	},
);
