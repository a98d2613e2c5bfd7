/** Resumes a conversation that is over: where, and as itself or as a copy. */
import type {ScreenControl} from './command.ts';

export type ResumeWay = 'split' | 'window' | 'tmux' | 'background' | 'here';

/** What is known of a conversation that is to go on: a session that has ended has it, too. */
export interface Resumable {
	sessionId: string;
	name: string;
	configDir: string;
	cwd: string | null;
}

export interface ResumePorts {
	/** Those that work here. */
	resumeWays(): readonly ResumeWay[];
	/** Goes on with the conversation, `fork`: with a copy of it, and says what was done. Rejects with a sentence. */
	resume(conversation: Resumable, choice: {way: ResumeWay; fork: boolean}): Promise<string>;
}

/** Whether the conversation goes on itself, or a copy of it, or which is a part of the question. */
export type ResumeAs = 'itself' | 'copy' | 'either';

const wayLabels: Record<ResumeWay, string> = {
	split: 'beside ccmon: a tmux split',
	window: 'in a new tmux window',
	tmux: 'in tmux, in a session of its own',
	background: "in the background, under Claude Code's own daemon",
	here: 'in this terminal: ccmon comes back after it',
};

export function askToResume(
	ports: ResumePorts,
	screen: ScreenControl,
	conversation: Resumable,
	as: ResumeAs = 'either',
): void {
	const {name} = conversation;
	if (conversation.cwd === null) {
		screen.say(`The folder of ${name} is not known: it cannot be resumed`);
		return;
	}
	const ways = ports.resumeWays();
	const forks = as === 'either' ? [false, true] : [as === 'copy'];
	const choices = forks.flatMap(fork => ways.map(way => ({way, fork})));
	const labels = choices.map(({way, fork}) => `${fork && as === 'either' ? 'a copy (fork), ' : ''}${wayLabels[way]}`);
	const question = as === 'copy' ? `Go on with a copy of ${name}` : `Resume ${name}`;
	screen.choose(question, labels, index => {
		const choice = choices[index];
		if (!choice) return;
		screen.selectNext(conversation.cwd);
		ports.resume(conversation, choice).then(
			said => screen.say(said),
			(error: Error) => {
				screen.selectNext(null);
				screen.say(`Not resumed: ${error.message}`);
			},
		);
	});
}
