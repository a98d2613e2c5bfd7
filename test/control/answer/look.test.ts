import {expect, test, vi} from 'vitest';
import type {ScreenReading} from '../../../source/claude/screen/reading.ts';
import type {Call} from '../../../source/claude/transcript/calls.ts';
import {lookAt, lookAtDialog} from '../../../source/control/answer/look.ts';
import type {Keyboard} from '../../../source/control/keyboard.ts';
import {createFakeClaude, type FakeClaude} from '../../support/fake-claude.ts';
import {bash, dialog, question, waiting} from '../../support/fake-dialogs.ts';
import {fakeSession} from '../../support/fake-fleet.ts';

const look = (claude: FakeClaude, session = claude.session) => lookAt(session, claude.deps);

/** A keyboard whose screen shows one reading after the other, the last for good. */
function showing(...readings: ScreenReading[]): Keyboard & {looks(): number} {
	let looks = 0;
	const read = async () => readings[Math.min(looks++, readings.length - 1)]!;
	return {read, looks: () => looks} as Keyboard & {looks(): number};
}
const shows = (file: string): ScreenReading => ({kind: 'dialog', reason: 'a dialog', dialog: dialog(file)});

test('what a session asks comes with the answers that its dialog offers, and with what is dangerous in it', async () => {
	expect(await look(waiting(bash, dialog('dialog-bash')))).toMatchObject({
		kind: 'permission',
		tool: 'Bash',
		callIds: ['toolu_1'],
		lines: ['touch /tmp/out/never; sleep 1'],
		danger: 'it reaches out of its folder',
		answers: [{number: 1, kind: 'once'}, {}, {}, {number: 4, kind: 'deny'}],
	});
	expect(await look(waiting(question, dialog('dialog-question')))).toMatchObject({
		kind: 'question',
		danger: null,
		answers: expect.arrayContaining([expect.objectContaining({number: 2, label: 'Blue', kind: 'choice'})]),
	});
});

test('waits until the screen is the same twice', async () => {
	const claude = waiting(bash, dialog('dialog-bash'));
	const twice = showing(shows('dialog-fetch'), shows('dialog-bash'), shows('dialog-bash'));
	expect(await lookAtDialog(claude.session, twice, claude.deps)).toMatchObject({asked: {tool: 'Bash'}});
	expect(twice.looks()).toBe(3);

	let n = 0;
	const restless = {read: async () => shows(n++ % 2 ? 'dialog-fetch' : 'dialog-bash')} as Keyboard;
	const began = claude.now();
	expect(await lookAtDialog(claude.session, restless, claude.deps)).toBe('its dialog keeps changing: try again');
	expect(claude.now() - began).toBeGreaterThan(2500);
});

test.each<[string, (claude: FakeClaude) => void]>([
	['its dialog is not on the screen: look again', claude => Object.assign(claude, {dialogOpen: () => false})],
	['it is in copy-mode', claude => Object.assign(claude, {obstacle: 'it is in copy-mode'})],
	['its process has ended', claude => Object.assign(claude, {alive: false})],
	[
		'it is not waiting for an answer',
		({deps, session}) => {
			const fresh = deps.freshStatus(session)!;
			deps.freshStatus = () => ({...fresh, status: 'busy'});
		},
	],
	// What the transcript waits for is another command than the one on the screen.
	[
		'its dialog does not show, word for word, what its transcript says it waits for: answer it there',
		claude => Object.assign(claude, {calls: {pending: [{...bash, input: {command: 'rm -rf /'}}], results: new Map()}}),
	],
	[
		'it takes no keys',
		claude => Object.assign(claude.deps, {reach: async () => ({ok: true, way: {type: 'messages'}})}),
	],
	['no way there', claude => Object.assign(claude.deps, {reach: async () => ({ok: false, reason: 'no way there'})})],
	[
		'the pane is gone',
		claude => Object.assign(claude.deps, {reach: () => Promise.reject(new Error('the pane is gone'))}),
	],
])('it cannot be answered from here: %s', async (reason, change) => {
	const claude = waiting(bash, dialog('dialog-bash'));
	change(claude);
	expect(await look(claude)).toBe(reason);
});

test('two different calls that look alike cannot be told apart and are not answered; the same call twice is one question', async () => {
	// How long it may take is not on the screen.
	const other: Call = {id: 'toolu_9', tool: 'Bash', input: {...bash.input, timeout: 5000}};
	const pending = (...calls: Call[]) => {
		const claude = waiting(bash, dialog('dialog-bash'));
		claude.calls = {pending: calls, results: new Map()};
		return look(claude);
	};
	expect(await pending(bash, other)).toBe('two of its calls look alike there: answer it there');
	expect(await pending(bash, {...bash, id: 'toolu_9'})).toMatchObject({callIds: ['toolu_1', 'toolu_9']});
});

test('what cannot be shown whole is not answered', async () => {
	const shown = dialog('dialog-bash');
	const hidden: Call = {...bash, input: {command: `${bash.input.command}\u202e`}};
	expect(await look(waiting(hidden, shown))).toBe('it has characters that cannot be shown: look at it there');
});

test('does not look for a way to a process that took over the pid', async () => {
	const claude = waiting(bash, dialog('dialog-bash'));
	const reach = vi.fn();
	claude.alive = false;
	expect(await lookAt(claude.session, {...claude.deps, reach})).toBe('its process has ended');
	expect(reach).not.toHaveBeenCalled();
});

test('the keyboard is closed again, also when looking fails', async () => {
	const claude = createFakeClaude();
	const close = vi.fn();
	const read = () => Promise.reject(new Error('the socket broke'));
	const way = {type: 'keyboard', open: async () => ({read, close}), focus: vi.fn()};
	Object.assign(claude.deps, {reach: async () => ({ok: true, address: 'x', way})});
	expect(await look(claude)).toBe('the socket broke');
	expect(close).toHaveBeenCalledOnce();
});

test('a session of another machine is looked at from there', async () => {
	const claude = createFakeClaude();
	const far = fakeSession({host: {name: 'build'} as never});
	const elsewhere = {act: vi.fn(), look: vi.fn(async () => 'it asks nothing there')};
	expect(await lookAt(far, {...claude.deps, elsewhere})).toBe('it asks nothing there');
	expect(elsewhere.look).toHaveBeenCalledWith(far);
	expect(await lookAt(far, claude.deps)).toContain('it runs on build');
	expect(await lookAt(claude.session, {...claude.deps, elsewhere})).not.toBe('it asks nothing there');
});
