/** Resumes a past conversation: where, and as itself or as a copy. */
import type {ScreenControl} from './command.ts';
import {showStart, wayLabels} from './spawn-command.ts';

export type ResumeWay = 'split' | 'window' | 'tmux' | 'background' | 'here';

/** What is needed to resume a conversation; an ended session has it, too. */
export interface Resumable {
	sessionId: string;
	name: string;
	configDir: string;
	cwd: string | null;
}

export interface ResumePorts {
	/** Those that work here. */
	resumeWays(): readonly ResumeWay[];
	/** Resumes the conversation, or with `fork` a copy of it, and returns what was done. Rejects with a sentence. */
	resume(conversation: Resumable, choice: {way: ResumeWay; fork: boolean}): Promise<string>;
}

/** Resume the conversation itself, or a copy, or let the user choose. */
export type ResumeAs = 'itself' | 'copy' | 'either';

const labels: Record<ResumeWay, string> = {...wayLabels, here: 'in this terminal: ccmon comes back after it'};

export function askToResume(
	ports: ResumePorts,
	screen: ScreenControl,
	conversation: Resumable,
	as: ResumeAs = 'either',
): void {
	const {name, cwd} = conversation;
	if (cwd === null) {
		screen.say(`The folder of ${name} is not known: it cannot be resumed`);
		return;
	}
	const ways = ports.resumeWays();
	const forks = as === 'either' ? [false, true] : [as === 'copy'];
	const choices = forks.flatMap(fork => ways.map(way => ({way, fork})));
	const texts = choices.map(({way, fork}) => `${fork && as === 'either' ? 'a copy (fork), ' : ''}${labels[way]}`);
	const question = as === 'copy' ? `Resume a copy of ${name}` : `Resume ${name}`;
	screen.choose(question, texts, index => {
		const choice = choices[index];
		if (choice) showStart(ports.resume(conversation, choice), screen, {cwd, failed: 'Not resumed'});
	});
}
