import {describe, expect, test} from 'vitest';
import {type AnswerOptions, answer as answerCommand} from '../../../source/control/answer/answer-command.ts';
import type {FakeClaude} from '../../support/fake-claude.ts';
import {allowed, bash, dialog, question, waiting} from '../../support/fake-dialogs.ts';

describe('ccmon answer', () => {
	async function run(claude: FakeClaude, options: Partial<AnswerOptions>, typed: string | null = null) {
		const printed: string[] = [];
		const asked: string[] = [];
		const code = await answerCommand(
			{session: claude.session.name, answer: 'allow', reason: '', json: false, yes: false, ...options},
			{
				deps: claude.deps,
				sessions: () => [claude.session],
				ask: typed === null ? null : text => Promise.resolve(asked.push(text)).then(() => typed),
				print: line => printed.push(line),
			},
		);
		return {code, printed, asked};
	}

	test('asks with the whole command, and wants a word for what looks dangerous', async () => {
		const claude = waiting(bash, dialog('dialog-bash'));
		const no = await run(claude, {}, 'yes');
		expect(no.asked).toEqual([
			`Allow this call of Bash once in ${claude.session.name}? Careful: it reaches out of its folder.\n  touch /tmp/out/never; sleep 1\nType allow to allow it: `,
		]);
		expect(no.code).toBe(3);
		expect(claude.pressed).toEqual([]);
		expect((await run(claude, {}, 'allow')).code).toBe(0);
		expect(claude.pressed).toEqual(['1']);
	});

	test('--yes replaces the confirmation; without either nothing is answered', async () => {
		const claude = waiting(bash, dialog('dialog-bash'));
		const {code, printed} = await run(claude, {json: true});
		expect(code).toBe(3);
		expect(JSON.parse(printed[0]!)).toMatchObject({
			outcome: 'refused',
			reason: 'this answers on your behalf: pass --yes',
		});
		expect((await run(claude, {yes: true})).printed).toEqual([`${claude.session.name}: answered · allowed once`]);
	});

	test('takes a choice by its number or its label', async () => {
		for (const given of ['2', 'blue']) {
			const claude = waiting(question, dialog('dialog-question'), {2: {...allowed, answers: {'Which color?': 'Blue'}}});
			expect(await run(claude, {answer: given, yes: true})).toMatchObject({code: 0});
			expect(claude.pressed).toEqual(['2']);
		}
		const claude = waiting(question, dialog('dialog-question'));
		expect((await run(claude, {answer: 'green', yes: true})).printed[0]).toMatch(/its choices are 1, 2/);
		expect(claude.pressed).toEqual([]);
	});

	test('a reason goes with deny', async () => {
		await expect(run(waiting(bash, dialog('dialog-bash')), {reason: 'no'})).rejects.toThrow('--reason goes with deny.');
	});
});
