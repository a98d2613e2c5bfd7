/** `ccmon answer SESSION ANSWER`: the same path as the keys, for scripts. */
import type {Outcome} from '../../core/action-log.ts';
import {type Answer, type Asked, answerOf} from '../../core/asked.ts';
import {confirmation, dangerWord} from '../../core/asked-words.ts';
import {fullName} from '../../core/hosts/host.ts';
import type {Session} from '../../core/session.ts';
import {type ActDependencies, perform} from '../actions/perform.ts';
import {unchanged} from '../evidence.ts';
import {findSession, reportOutcome, SendUsageError} from '../send.ts';
import {lookAt} from './look.ts';

export interface AnswerOptions {
	session: string;
	/** `allow`, `deny`, a number or a label. */
	answer: string;
	/** '' for none. */
	reason: string;
	json: boolean;
	/** Do not ask for confirmation. */
	yes: boolean;
}

export interface AnswerPorts {
	deps: ActDependencies;
	sessions(): Iterable<Session>;
	/** Asks the user and returns what was typed; null: there is nobody to ask. */
	ask: ((question: string) => Promise<string>) | null;
	print(line: string): void;
}

/** Answers, waits for evidence, prints the outcome, and returns the exit code. Throws `SendUsageError`. */
export async function answer(options: AnswerOptions, ports: AnswerPorts): Promise<number> {
	const {reason, yes} = options;
	if (reason !== '' && options.answer !== 'deny') throw new SendUsageError('--reason goes with deny.');
	const session = findSession(options.session, ports.sessions());
	const report = (outcome: Outcome) => reportOutcome({session, type: 'answer', outcome}, options.json, ports.print);
	const refused = (why: string) => report(unchanged(session, 'refused', why));

	const asked = await lookAt(session, ports.deps);
	if (typeof asked === 'string') return refused(asked);
	const meant = meantBy(options.answer, asked);
	const offered = answerOf(asked, meant);
	if (typeof offered === 'string') return refused(offered);
	if (!yes) {
		if (!ports.ask) return refused('this answers on your behalf: pass --yes');
		const isDangerous = meant === 'allow' && asked.danger !== null;
		const {question, lines} = confirmation(fullName(session), meant, asked);
		const keys = isDangerous ? `Type ${dangerWord} to allow it: ` : '[y/N] ';
		const typed = await ports.ask([question, ...lines.map(line => `  ${line}`), keys].join('\n'));
		if (!(isDangerous ? typed === dangerWord : /^y(es)?$/i.test(typed))) return refused('not confirmed');
	}
	return report(await perform({type: 'answer', answer: meant, asked, reason}, session, ports.deps));
}

function meantBy(text: string, {answers}: Asked): Answer {
	if (text === 'allow' || text === 'deny') return text;
	if (/^\d$/.test(text)) return Number(text);
	const isCalled = (label: string) => label.toLowerCase() === text.toLowerCase();
	return answers.find(({kind, label}) => kind === 'choice' && isCalled(label))?.number ?? Number.NaN;
}
