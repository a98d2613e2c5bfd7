/**
 * A simulated Claude Code for tests of the typing: a prompt box with stash, queue, dialogs and a person at the same
 * keyboard, in virtual time. It behaves as the real one was seen to; the trials against the real one keep it honest.
 */

import type {Dialog} from '../../source/claude/screen/dialog.ts';
import type {PromptReading, ScreenReading} from '../../source/claude/screen/reading.ts';
import type {Calls} from '../../source/claude/transcript/calls.ts';
import type {ActDependencies} from '../../source/control/actions/perform.ts';
import type {FreshStatus} from '../../source/control/guards.ts';
import type {Key, Keyboard} from '../../source/control/keyboard.ts';
import {keyBytes, textBytes} from '../../source/control/terminals/key-bytes.ts';
import type {Session} from '../../source/core/session.ts';
import {fakeSession} from './fake-fleet.ts';

/** Dialogs wait until nobody has typed into the box for so long, in ms. */
const suppressionMs = 1500;

export interface FakeClaude {
	session: Session;
	deps: ActDependencies;
	box: string;
	stash: string | null;
	busy: boolean;
	compaction: PromptReading['compaction'];
	/** Escape leaves this first. */
	vimInsert: boolean;
	alive: boolean;
	/** Claude Code waits for an answer; the dialog may be held back for a moment. */
	dialogWanted: boolean;
	/** What it asks. */
	dialog: Dialog | null;
	/** A digit was pressed in it. */
	answered(digit: number): void;
	/** What its transcript says about calls. */
	calls: Calls;
	/** What the screen shows in place of the box, e.g. copy-mode. */
	obstacle: string | null;
	/** As of `Keyboard`. */
	showsColours: boolean;
	outlivesSession: boolean;
	/** Ctrl+S does nothing, Enter does nothing, drafts are not put back: other versions may differ. */
	broken: {stash?: boolean; enter?: boolean; restore?: boolean; paste?: boolean};
	submitted: string[];
	/** When the last one was submitted, in virtual ms. */
	submittedAt: number;
	queue: string[];
	answeredDialogs: number;
	/** Texts that nobody can get back, and when that happened. */
	lost: {text: string; at: number}[];
	/** What the shell under it has read since it ended, as bytes. */
	shell: string;
	/** Keys that ccmon pressed and texts it typed, in order. */
	pressed: string[];
	now(): number;
	/** Something that happens at a time of its own. */
	at(ms: number, happen: () => void): void;
	/** The person types into the box (or the dialog). */
	humanTypes(text: string): void;
	change(fields: Partial<Session>): void;
	dialogOpen(): boolean;
}

/** Lines that a shell without any line editing (dash) runs of what it has read. */
export const linesRun = (shell: string): string[] =>
	shell
		.split(/[\r\n]/)
		.slice(0, -1)
		.filter(line => line.trim() !== '');

export function createFakeClaude(keyMs = 10): FakeClaude {
	let time = 1_000_000;
	let lastKeyAt = 0;
	const agenda: {at: number; happen: () => void}[] = [];
	const observers = new Set<() => void>();
	let locked = false;

	const advance = (ms: number) => {
		const end = time + ms;
		for (;;) {
			const next = agenda.filter(entry => entry.at <= end).sort((a, b) => a.at - b.at)[0];
			if (!next) break;
			agenda.splice(agenda.indexOf(next), 1);
			time = Math.max(time, next.at);
			next.happen();
		}
		time = end;
	};

	const put = (text: string) => {
		if (fake.dialogOpen()) return;
		fake.box += text;
		lastKeyAt = time;
	};

	const keys: Record<Key, () => void> = {
		enter() {
			if (fake.dialogOpen()) fake.answeredDialogs++;
			else if (fake.box !== '' && !fake.broken.enter) submit();
		},
		'ctrl+s'() {
			if (fake.dialogOpen() || fake.broken.stash) return;
			if (fake.box === '') [fake.box, fake.stash] = [fake.stash ?? '', null];
			else {
				if (fake.stash !== null) fake.lost.push({text: fake.stash, at: time});
				[fake.box, fake.stash] = ['', fake.box];
			}
			lastKeyAt = time;
		},
		'ctrl+u'() {
			if (fake.dialogOpen()) return;
			// A row of it at a time.
			fake.box = fake.box.slice(0, Math.max(0, fake.box.length - 40));
			lastKeyAt = time;
		},
		backspace() {
			if (!fake.dialogOpen()) fake.box = fake.box.slice(0, -1);
		},
		escape() {
			if (fake.dialogOpen()) fake.answeredDialogs++;
			if (fake.vimInsert) fake.vimInsert = false;
			else fake.busy = false;
		},
	};

	function submit(): void {
		(fake.busy ? fake.queue : fake.submitted).push(fake.box);
		fake.submittedAt = time;
		fake.box = '';
		if (fake.stash !== null && !fake.broken.restore) [fake.box, fake.stash] = [fake.stash, null];
		for (const observer of observers) observer();
	}

	const keyboard: Keyboard = {
		get outlivesSession() {
			return fake.outlivesSession;
		},
		get showsColours() {
			return fake.showsColours;
		},
		async read(): Promise<ScreenReading> {
			advance(keyMs);
			if (!fake.alive) return {kind: 'elsewhere', reason: 'its process has ended'};
			if (fake.obstacle) return {kind: 'elsewhere', reason: fake.obstacle};
			if (fake.dialogOpen()) {
				const dialog = fake.dialog && {dialog: fake.dialog};
				return {kind: 'dialog', reason: 'a dialog is open there: answer it first', ...dialog};
			}
			return {
				kind: 'prompt',
				text: fake.box.trimEnd(),
				shellMode: false,
				stashed: fake.stash !== null,
				busy: fake.busy,
				compaction: fake.compaction,
				vimInsert: fake.vimInsert,
				completion: null,
			};
		},
		async size() {
			return {columns: 80, rows: 24};
		},
		async typeText(text, form) {
			advance(keyMs);
			if (fake.obstacle) return false;
			fake.pressed.push(text);
			if (!fake.alive) fake.shell += textBytes(text, form);
			else if (!fake.broken.paste) put(text);
			return true;
		},
		async press(key, times = 1) {
			advance(keyMs);
			if (fake.obstacle) return false;
			fake.pressed.push(key);
			if (!fake.alive) fake.shell += keyBytes[key].repeat(times);
			else for (let count = 0; count < times; count++) keys[key]();
			return true;
		},
		async answer(digit, dialog) {
			advance(keyMs);
			if (fake.obstacle || JSON.stringify(dialog) !== JSON.stringify(fake.dialog)) return false;
			fake.pressed.push(`${digit}`);
			if (fake.dialogOpen()) fake.answered(digit);
			else put(`${digit}`);
			return true;
		},
		close() {},
	};

	const fake: FakeClaude = {
		session: fakeSession(),
		box: '',
		stash: null,
		busy: false,
		compaction: null,
		vimInsert: false,
		alive: true,
		dialogWanted: false,
		dialog: null,
		answered() {
			fake.answeredDialogs++;
		},
		calls: {pending: [], results: new Map()},
		obstacle: null,
		showsColours: true,
		outlivesSession: true,
		broken: {},
		submitted: [],
		submittedAt: 0,
		queue: [],
		answeredDialogs: 0,
		lost: [],
		shell: '',
		pressed: [],
		now: () => time,
		at: (ms, happen) => void agenda.push({at: time + ms, happen}),
		humanTypes: put,
		change(fields) {
			fake.session = {...fake.session, ...fields};
			for (const observer of observers) observer();
		},
		dialogOpen: () => fake.dialogWanted && time - lastKeyAt >= suppressionMs,
		deps: {
			reach: async () => ({
				ok: true,
				address: 'tmux:%1',
				way: {type: 'keyboard', open: async () => keyboard, focus: async () => ({type: 'focused'})},
			}),
			lock: () => {
				if (locked) return null;
				locked = true;
				return () => {
					locked = false;
				};
			},
			underway: new Set(),
			endProcess: async () => {
				fake.alive = false;
			},
			isSameProcess: () => fake.alive,
			freshStatus: (): FreshStatus => ({
				sessionId: fake.session.sessionId,
				status: fake.dialogWanted ? 'waiting' : fake.busy ? 'busy' : 'idle',
				waitingFor: fake.dialogWanted ? 'permission prompt' : null,
				parkedJobId: null,
			}),
			calls: () => fake.calls,
			current: () => fake.session,
			observe: (_key, onChange) => {
				observers.add(onChange);
				return () => observers.delete(onChange);
			},
			now: () => time,
			sleep: async ms => advance(ms),
		},
	};
	return fake;
}
