/** One config folder of Claude Code: whether it can be read, and whether this Claude Code lists what runs. */
import {join} from 'node:path';
import {projectsFolder} from '../../index/config-folders.ts';
import {isAllowed, isFolder} from '../../platform/files.ts';
import {shellQuoted} from '../../platform/shell.ts';
import {type RegistryEntry, readRegistry} from './registry.ts';
import {type Check, missing, ok, warn} from './report.ts';

export async function checkConfigFolder(
	configDir: string,
	run: (program: string, args: readonly string[]) => Promise<string | null>,
): Promise<Check[]> {
	if (!isFolder(configDir)) {
		const message = `${configDir} is not a config folder of Claude Code`;
		const isInstalled = (await run('claude', ['--version'])) !== null;
		return isInstalled
			? [missing('config-folder', `${message}: start claude once, or name another one.`, 'claude')]
			: [
					missing(
						'config-folder',
						`${message}, and there is no claude on the PATH.`,
						'https://code.claude.com/docs/en/setup',
					),
				];
	}
	for (const folder of [configDir, join(configDir, 'sessions'), projectsFolder(configDir)]) {
		if (!isFolder(folder) || isAllowed(folder, 'enter')) continue;
		return [missing('config-folder', `${folder} cannot be read.`, `chmod u+rx ${shellQuoted(folder)}`)];
	}
	const entries = readRegistry(configDir);
	const version = newestVersion(entries ?? []) ?? /\d+\.\d+\.\d+/.exec((await run('claude', ['--version'])) ?? '')?.[0];
	const suffix = version ? ` (Claude Code ${version})` : '';
	if (entries) return [ok('config-folder', `${configDir} lists its running sessions${suffix}.`)];
	const message = `${configDir} has no list of running sessions${suffix}: ccmon sees those that write a transcript.`;
	return [warn('config-folder', message, version ? 'claude update' : 'Start claude once.')];
}

function newestVersion(entries: readonly RegistryEntry[]): string | undefined {
	const byStart = entries.toSorted((a, b) => a.startedAt - b.startedAt);
	return byStart.findLast(({version}) => version !== null)?.version ?? undefined;
}
