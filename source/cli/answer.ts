/** `ccmon answer`: answers a session's dialog from a script, through the same guards as the keys. */
import {answer} from '../control/answer/answer-command.ts';
import {askLine} from '../setup/terminal-io.ts';
import {actOnSessions} from './acting.ts';
import type {SubcommandOptions} from './arguments.ts';

export async function answerQuestion(
	configDirs: readonly string[],
	[session = '', given = '']: readonly string[],
	{reason, json, yes}: SubcommandOptions,
	version: string,
): Promise<number> {
	const {stdin, stderr} = process;
	const options = {session, answer: given, reason: typeof reason === 'string' ? reason : ''};
	return actOnSessions({configDirs, session, json: json === true, version}, acting =>
		answer(
			{...options, json: json === true, yes: yes === true},
			{...acting, ask: stdin.isTTY ? question => askLine(stdin, stderr, question) : null},
		),
	);
}
