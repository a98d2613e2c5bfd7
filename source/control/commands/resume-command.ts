/** `R`: goes on with a conversation that has ended. */
import {fullName} from '../../core/hosts/host.ts';
import type {Session} from '../../core/session.ts';
import type {ScreenControl} from './command.ts';

export type ResumeWay = 'split' | 'window' | 'tmux' | 'here';

/** A conversation that has ended. */
export type Ended = Pick<Session, 'key' | 'name' | 'sessionId' | 'cwd' | 'configDir'>;

export interface ResumePorts {
	/** Those that work here. */
	resumeWays(): readonly ResumeWay[];
	/** Goes on with the conversation, `fork`: as a new one, and says what was done. Rejects with a sentence. */
	resume(session: Ended, choice: {way: ResumeWay; fork: boolean}): Promise<string>;
}

const wayLabels: Record<ResumeWay, string> = {
	split: 'beside ccmon: a tmux split',
	window: 'in a new tmux window',
	tmux: 'in tmux, in a session of its own',
	here: 'in this terminal: ccmon comes back after it',
};

/** Null: it can be resumed. */
export function whyNotResumed(targets: readonly Session[]): string | null {
	const [session] = targets;
	if (!session) return 'Choose a session first';
	if (targets.length > 1) return 'Only one session can be resumed: unmark the others';
	if (session.state !== 'exited') return `${fullName(session)} is running`;
	return session.cwd === null ? `The folder of ${fullName(session)} is not known` : null;
}

export function askToResume(ports: ResumePorts, screen: ScreenControl, session: Session): void {
	const ways = ports.resumeWays();
	const choices = [false, true].flatMap(fork => ways.map(way => ({way, fork})));
	const labels = choices.map(({way, fork}) => `${fork ? 'as a new conversation, ' : ''}${wayLabels[way]}`);
	screen.choose(`Resume ${fullName(session)}`, labels, index => {
		const choice = choices[index];
		if (!choice) return;
		ports.resume(session, choice).then(
			said => screen.say(said),
			(error: Error) => screen.say(`Not resumed: ${error.message}`),
		);
	});
}
