/** `ccmon resume`: resumes a past conversation here, in its folder, as `ccmon run` would. */
import {configVariables} from '../control/terminals/claude-program.ts';
import {checkFolder} from '../control/terminals/spawn/folder.ts';
import {findConversation} from '../reports/sessions/find-conversation.ts';
import {type SubcommandOptions, UsageError} from './arguments.ts';
import {openHistory} from './history.ts';
import {run} from './run.ts';
import {runningSessions} from './running-sessions.ts';

export async function resume(
	configDirs: readonly string[],
	[wanted = '']: readonly string[],
	options: SubcommandOptions,
): Promise<number> {
	const settings = openHistory(configDirs);
	const {place, io} = settings;
	const found = await findConversation(wanted, place, io);
	if (typeof found === 'string') throw new UsageError(found);
	const {sessionId, cwd, configDir} = found;
	const running = runningSessions(settings).find(process => process.sessionId === sessionId);
	if (running && options.fork !== true) {
		throw new UsageError(`${sessionId} is running, as pid ${running.pid}: --fork resumes a copy of it`);
	}
	// Claude Code finds a conversation only from the folder it took place in.
	const folder = checkFolder(cwd ?? '', process.env);
	if (!folder.ok) throw new UsageError(`${sessionId} cannot be resumed: ${folder.reason}`);
	const {CLAUDE_CONFIG_DIR: variable} = configVariables(configDir, process.env);
	const env = {...process.env};
	delete env.CLAUDE_CONFIG_DIR;
	if (variable !== undefined) env.CLAUDE_CONFIG_DIR = variable;
	const fork = options.fork === true ? ['--fork-session'] : [];
	return run(['--resume', sessionId, ...fork], {cwd: folder.path, env});
}
