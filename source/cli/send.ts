/** `ccmon send`: types into a session from a script, through the same guards as the keys, and waits for the evidence. */
import {send} from '../control/send.ts';
import {readInput} from '../platform/input.ts';
import {terminalIo} from '../setup/terminal-io.ts';
import {actOnSessions} from './acting.ts';
import {type SubcommandOptions, UsageError} from './arguments.ts';

/** In bytes; nobody sends a longer prompt. */
const longestText = 1024 * 1024;

export async function sendText(
	configDirs: readonly string[],
	[session = '', given = '']: readonly string[],
	options: SubcommandOptions,
	version: string,
): Promise<number> {
	const isPiped = given === '-';
	const text = isPiped ? await readInput(process.stdin, longestText) : given;
	if (text === null) throw new UsageError('the text on standard input is too long to be typed');
	const io = terminalIo(process.stdin, process.stderr, process.env);
	const json = options.json === true;
	return actOnSessions({configDirs, session, json, version}, acting =>
		send(
			{session, text, json, yes: options.yes === true},
			{...acting, ask: process.stdin.isTTY && !isPiped ? question => io.ask(`${question} [y/N] `) : null},
		),
	);
}
