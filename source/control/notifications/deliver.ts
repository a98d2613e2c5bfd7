/** Ways to notify the user: through the terminal that shows ccmon, or a command from the config. */

import type {Notifications} from '../../core/config/config.ts';
import {loadExeca, whyFailed} from '../../platform/programs.ts';
import type {Notification} from './notify.ts';

export interface SendNotificationPorts {
	notifications: Notifications;
	env: NodeJS.ProcessEnv;
	/** Writes to the terminal. */
	write(text: string): void;
	/** Called with a sentence if the command could not be run. */
	problem(message: string): void;
}

/** What the terminal is sent for one notification. The text must be free of control characters. */
export function terminalSequences(via: Notifications['via'], {text}: Notification, isInTmux: boolean): string {
	// tmux only passes on wrapped sequences, and only if `allow-passthrough` is on (tmux(1)).
	const pass = (sequence: string) =>
		isInTmux ? `\x1bPtmux;${sequence.replaceAll('\x1b', '\x1b\x1b')}\x1b\\` : sequence;
	let sequences = '';
	if (via.includes('osc9')) sequences += pass(`\x1b]9;ccmon: ${text}\x07`);
	if (via.includes('osc777')) sequences += pass(`\x1b]777;notify;ccmon;${text.replaceAll(';', ',')}\x07`);
	return via.includes('bell') ? `${sequences}\x07` : sequences;
}

export function createNotificationSender(ports: SendNotificationPorts): (notification: Notification) => void {
	const {notifications, env, write, problem} = ports;
	return notification => {
		const sequences = terminalSequences(notifications.via, notification, env.TMUX !== undefined);
		if (sequences) write(sequences);
		const [program, ...args] = notifications.command;
		if (!notifications.via.includes('command') || program === undefined) return;
		// A session may be called `--help`: it is no option of the command.
		void run(program, [...args, notification.text.replace(/^-/, ' -')], notification.event).then(failure => {
			if (failure !== null) problem(`The notification command failed (${failure}): check notifications.command.`);
		});
	};
}

/** Null: success; otherwise what went wrong. */
async function run(program: string, args: readonly string[], event: Notification['event']): Promise<string | null> {
	const execa = await loadExeca();
	const result = await execa(program, args, {
		stdio: 'ignore',
		reject: false,
		timeout: 30_000,
		env: {CCMON_EVENT: event},
	});
	return result.failed ? whyFailed(result) : null;
}
