/**
 * Keys that answer what a session asks. Its dialog is read first, and shown in full in a question; the answer
 * goes to that dialog or nowhere.
 */
import {type Answer, type Asked, answerOf} from '../../core/asked.ts';
import {confirmation, dangerWord} from '../../core/asked-words.ts';
import {fullName} from '../../core/hosts/host.ts';
import type {Session} from '../../core/session.ts';
import {type Command, type CommandContext, keysOf} from './command.ts';

export interface AnswerPorts {
	/** What the session asks, or why that cannot be answered from here. Never rejects. */
	look(session: Session): Promise<Asked | string>;
}

const key = keysOf('session');
const digits = Array.from({length: 9}, (_, index) => `${index + 1}`);

export function answerCommands({look}: AnswerPorts): readonly Command[] {
	/** Keys of sessions whose dialogs are being read: another machine may take minutes, and must not hold up the others. */
	const looking = new Set<string>();

	async function answer({targets, act, screen}: CommandContext, given: Answer): Promise<void> {
		const [session] = targets;
		if (!session) return;
		looking.add(session.key);
		screen.say(`Looking at what ${fullName(session)} asks`);
		const asked = await look(session).finally(() => looking.delete(session.key));
		const offered = typeof asked === 'string' ? asked : answerOf(asked, given);
		if (typeof asked === 'string' || typeof offered === 'string') {
			const way = / there$/.test(`${offered}`) ? ' (Enter goes there)' : '';
			screen.say(`${fullName(session)}: ${offered}${way}`);
		} else if (screen.isAsking()) screen.say(`${fullName(session)} is not answered: another question came first`);
		else ask(session, given, asked, {act, screen});
	}

	const when = ({targets}: CommandContext) =>
		targets.some(({key}) => looking.has(key)) ? 'It is still being looked at' : canAnswer(targets);
	return [
		{
			...key('session.allow', ['y'], 'allow', 113),
			description:
				'Allow what the session asks permission for, this once. Shows the whole of it and asks; what looks dangerous requires typing a word.',
			when,
			run: context => answer(context, 'allow'),
		},
		{
			...key('session.deny', ['N'], 'deny', 114),
			description: 'Deny what the session asks, and tell Claude what to do instead, if you like.',
			when,
			run: context => answer(context, 'deny'),
		},
		{
			...key('session.choose', digits, 'choose', null),
			description: "Choose an answer of the session's question. Asks first.",
			when,
			run: (context, key) => answer(context, Number(key)),
		},
	];
}

/** Not for several sessions at once: each question has to be read. */
function canAnswer(targets: readonly Session[]): true | string {
	const [session] = targets;
	if (!session) return 'Choose a session first';
	if (targets.length > 1) return 'Only one session can be answered: unmark the others';
	if (session.state !== 'waiting') return `${fullName(session)} is not asking anything`;
	return session.control === null
		? `${fullName(session)} cannot be reached: ${session.controlHint ?? 'looking for its terminal'}`
		: true;
}

function ask(
	session: Session,
	answer: Answer,
	asked: Asked,
	{act, screen}: Pick<CommandContext, 'act' | 'screen'>,
): void {
	const {question, lines} = confirmation(fullName(session), answer, asked);
	const go = (reason: string) => act({type: 'answer', answer, asked, reason});
	if (answer === 'deny' && asked.kind === 'permission') {
		screen.ask(
			`${question} Enter denies it; what you write is then submitted as a prompt:`,
			{multiline: true, lines},
			text => go(text.trim()),
		);
	} else if (answer === 'allow' && asked.danger !== null) {
		screen.ask(`${question} Type ${dangerWord}:`, {lines}, text => {
			if (text.trim() === dangerWord) go('');
			else screen.say(`Not allowed: that was not the word ${dangerWord}`);
		});
	} else screen.confirm(question, () => go(''), lines);
}
