import {describe, expect, test} from 'vitest';
import type {Call} from '../../../source/claude/transcript/calls.ts';
import {perform} from '../../../source/control/actions/perform.ts';
import {lookAt} from '../../../source/control/answer/look.ts';
import type {Answer, Asked} from '../../../source/core/asked.ts';
import type {FakeClaude} from '../../support/fake-claude.ts';
import {allowed, bash, close, dialog, fetch, question, rejected, waiting} from '../../support/fake-dialogs.ts';

async function look(claude: FakeClaude): Promise<Asked> {
	const asked = await lookAt(claude.session, claude.deps);
	if (typeof asked === 'string') throw new Error(asked);
	return asked;
}

async function answer(claude: FakeClaude, given: Answer, asked?: Asked, reason = '') {
	const shown = asked ?? (await look(claude));
	return perform({type: 'answer', answer: given, asked: shown, reason}, claude.session, claude.deps);
}

describe('an answer', () => {
	test('is the digit that the dialog shows for it, and done when the transcript says so', async () => {
		const claude = waiting(bash, dialog('dialog-bash'));
		expect(await answer(claude, 'allow')).toMatchObject({outcome: 'done', reason: 'allowed once'});
		expect(claude.pressed).toEqual(['1']);
	});

	test.each([
		['dialog-bash', bash, '4'],
		['dialog-fetch', fetch, '3'],
	] as const)('denies by another digit in another dialog: %s', async (file, call, digit) => {
		const claude = waiting(call, dialog(file), {[Number(digit)]: rejected});
		expect(await answer(claude, 'deny')).toMatchObject({outcome: 'done', reason: 'denied'});
		expect(claude.pressed).toEqual([digit]);
	});

	test('chooses, and says so when the choice was taken', async () => {
		const claude = waiting(question, dialog('dialog-question'), {2: {...allowed, answers: {'Which color?': 'Blue'}}});
		expect(await answer(claude, 2)).toMatchObject({outcome: 'done', reason: 'chose 2. Blue'});
		expect(claude.pressed).toEqual(['2']);
	});

	test('that denies with a reason submits it as a prompt once the turn is over', async () => {
		const claude = waiting(bash, dialog('dialog-bash'), {4: rejected});
		claude.deps.current = () => {
			const [text] = claude.submitted;
			return {...claude.session, lastPrompt: text === undefined ? null : {at: claude.submittedAt, text, count: 1}};
		};
		expect(await answer(claude, 'deny', undefined, 'use the other folder')).toMatchObject({
			outcome: 'done',
			reason: 'denied; the reason was submitted',
		});
		expect(claude.submitted).toEqual(['use the other folder']);
		expect(claude.pressed[0]).toBe('4');
	});

	test('that denies with a command that loses the conversation as its reason only denies', async () => {
		const claude = waiting(bash, dialog('dialog-bash'), {4: rejected});
		expect(await answer(claude, 'deny', undefined, '\u200b/clear')).toMatchObject({
			outcome: 'done',
			reason: 'denied; the reason was not submitted: it would clear the conversation',
		});
		expect([claude.submitted, claude.pressed]).toEqual([[], ['4']]);
	});

	test('is not done if the result says otherwise', async () => {
		const denied = waiting(bash, dialog('dialog-bash'), {1: rejected});
		expect(await answer(denied, 'allow')).toMatchObject({outcome: 'failed', reason: 'it was turned down there'});
		const ran = waiting(bash, dialog('dialog-bash'), {4: allowed});
		expect(await answer(ran, 'deny')).toMatchObject({outcome: 'failed', reason: 'it was answered differently there'});
		const other = waiting(question, dialog('dialog-question'), {2: {...allowed, answers: {'Which color?': 'Red'}}});
		expect(await answer(other, 2)).toMatchObject({outcome: 'failed', reason: 'it was answered differently there'});
		const stopped = waiting(bash, dialog('dialog-bash'), {4: {...allowed, isInterrupted: true, isAllowed: false}});
		expect(await answer(stopped, 'deny')).toMatchObject({
			outcome: 'failed',
			reason: 'it was interrupted there, and may have run',
		});
		const none = waiting(bash, dialog('dialog-bash'), {});
		expect(await answer(none, 'allow')).toMatchObject({outcome: 'sent', reason: 'no result after 90 s'});
	});
});

describe('several questions', () => {
	const numbered = (n: number) => ({
		...{question: `Which number ${n}?`, header: `Head${n}`, multiSelect: false},
		options: ['One', 'Two', 'Three'].map(word => ({label: `${word}${n}`, description: `${word} it is, for ${n}`})),
	});
	const two: Call = {id: 'toolu_4', tool: 'AskUserQuestion', input: {questions: [numbered(1), numbered(2)]}};
	const asking = () => waiting(two, dialog('dialog-question-several'));
	const reviewing = (answers: object) =>
		waiting(two, dialog('dialog-question-review'), {1: {...allowed, answers: {...answers}}, 2: rejected});
	const tabs = (...isDone: boolean[]) => isDone.map((done, index) => ({header: `Head${index + 1}`, isDone: done}));

	test('are answered one by one: the dialog shows that an answer was chosen, and nothing is submitted', async () => {
		const claude = asking();
		const asked = await look(claude);
		expect(asked.lines.slice(0, 2)).toEqual(['question 1 of 2', 'Which number 1?']);
		claude.answered = () => {
			claude.dialog = {...claude.dialog!, head: ['Which number 2?'], tabs: tabs(true, false)};
		};
		expect(await answer(claude, 2, asked)).toMatchObject({outcome: 'done', reason: 'chose 2. Two1; 1 more to answer'});
		expect(claude.pressed).toEqual(['2']);
	});

	test('report it if somebody else answers one at the same moment', async () => {
		const claude = asking();
		claude.answered = () => {
			claude.dialog = {...claude.dialog!, head: ['Which number 2?'], tabs: tabs(true, true)};
		};
		expect(await answer(claude, 2)).toMatchObject({
			outcome: 'sent',
			reason: 'another key was pressed there, too: look at the answers before they are submitted',
		});
	});

	test('are submitted by a yes to all answers, and it is done when the transcript has those', async () => {
		const claude = reviewing({'Which number 1?': 'Two1', 'Which number 2?': 'Three2'});
		const asked = await look(claude);
		expect(asked.lines).toEqual(['Which number 1?', '→ Two1', 'Which number 2?', '→ Three2']);
		expect(await answer(claude, 3, asked)).toMatchObject({outcome: 'refused'});
		expect(await answer(claude, 'allow', asked)).toMatchObject({outcome: 'done', reason: 'the answers were submitted'});
		const other = reviewing({'Which number 1?': 'Two1', 'Which number 2?': 'One2'});
		expect(await answer(other, 'allow')).toMatchObject({outcome: 'failed'});
		const turnedDown = reviewing({});
		expect(await answer(turnedDown, 'deny')).toMatchObject({outcome: 'done', reason: 'the answers were turned down'});
		expect(turnedDown.pressed).toEqual(['2']);
	});
});

describe('nothing is pressed', () => {
	const refused = async (claude: FakeClaude, asked: Asked, reason: string) => {
		expect(await answer(claude, 'allow', asked)).toMatchObject({outcome: 'refused', reason});
		expect(claude.pressed).toEqual([]);
	};

	test('when it is no longer waiting', async () => {
		const claude = waiting(bash, dialog('dialog-bash'));
		const asked = await look(claude);
		close(claude);
		await refused(claude, asked, 'it is not waiting for an answer');
	});

	test('when another dialog is open by now', async () => {
		const claude = waiting(bash, dialog('dialog-bash'));
		const asked = await look(claude);
		claude.dialog = dialog('dialog-fetch');
		claude.calls = {pending: [fetch], results: new Map()};
		await refused(claude, asked, 'its dialog has changed: look again');
	});

	test('when the same command is asked about again', async () => {
		const claude = waiting(bash, dialog('dialog-bash'));
		const asked = await look(claude);
		claude.calls = {pending: [{...bash, id: 'toolu_9'}], results: new Map([[bash.id, allowed]])};
		await refused(claude, asked, 'its dialog has changed: look again');
	});

	test('when the dialog changes at the very moment', async () => {
		const claude = waiting(bash, dialog('dialog-bash'));
		const asked = await look(claude);
		const {deps} = claude;
		const reach = await deps.reach(claude.session);
		if (!reach.ok || reach.way.type !== 'keyboard') throw new Error('it has a keyboard');
		const {way} = reach;
		const open = async () => {
			const keyboard = await way.open();
			return {
				...keyboard,
				answer: async (...given: Parameters<typeof keyboard.answer>) => {
					claude.dialog = dialog('dialog-fetch');
					return keyboard.answer(...given);
				},
			};
		};
		claude.deps.reach = async () => ({...reach, way: {...way, open}});
		await refused(claude, asked, 'its dialog changed at that moment, and nothing was pressed: look again');
	});

	test('in copy-mode', async () => {
		const claude = waiting(bash, dialog('dialog-bash'));
		const asked = await look(claude);
		claude.obstacle = 'its tmux pane is in copy-mode: press q there to leave it';
		await refused(claude, asked, 'its tmux pane is in copy-mode: press q there to leave it');
	});

	test('when the session has ended, or is in another conversation', async () => {
		const claude = waiting(bash, dialog('dialog-bash'));
		const asked = await look(claude);
		const was = claude.session;
		claude.change({sessionId: 'another'});
		claude.session = was;
		claude.deps.freshStatus = () => ({sessionId: 'another', status: 'waiting', waitingFor: null, parkedJobId: null});
		await refused(claude, asked, 'it is in another conversation now: look again');
		claude.alive = false;
		await refused(claude, asked, 'its process has ended');
	});
});

describe('what cannot be checked is refused', () => {
	const reason = (claude: FakeClaude) => lookAt(claude.session, claude.deps);

	test('a call that the transcript has not, or has otherwise', async () => {
		const unlike = {...bash, input: {command: 'touch /tmp/out/never; sleep 10'}};
		expect(await reason(waiting(unlike, dialog('dialog-bash')))).toMatch(/does not show, word for word/);
	});

	test('two calls that look the same on a wrapped screen', async () => {
		const claude = waiting(bash, dialog('dialog-bash'));
		const twin = {id: 'toolu_9', tool: 'Bash', input: {command: 'touch /tmp/out/never; sleep1'}};
		claude.calls = {pending: [bash, twin], results: new Map()};
		expect(await reason(claude)).toBe('two of its calls look alike there: answer it there');
	});

	test('invisible characters', async () => {
		const hidden = {...bash, input: {command: 'touch /tmp/out/never;\u202e sleep 1'}};
		expect(await reason(waiting(hidden, dialog('dialog-bash')))).toBe(
			'it has characters that cannot be shown: look at it there',
		);
	});
});

test('a digit that came too late, into the prompt box, is taken back', async () => {
	const claude = waiting(bash, dialog('dialog-bash'));
	const asked = await look(claude);
	const digit = claude.deps.reach;
	// The person answers between the look at the screen and the key.
	claude.answered = () => {};
	claude.deps.reach = async session => {
		const reach = await digit(session);
		if (!reach.ok || reach.way.type !== 'keyboard') return reach;
		const {way} = reach;
		const open = async () => {
			const keyboard = await way.open();
			const press = async () => {
				close(claude);
				claude.calls = {pending: [], results: new Map([[bash.id, rejected]])};
				claude.box += '1';
				return true;
			};
			return {...keyboard, answer: press};
		};
		return {...reach, way: {...way, open}};
	};
	expect(await answer(claude, 'allow', asked)).toMatchObject({
		outcome: 'failed',
		reason: 'it was turned down there; somebody answered at the same moment',
	});
	expect(claude.box).toBe('');
});
