/** `ccmon hosts` and `ccmon hosts add`. */
import {configFile} from '../../platform/paths.ts';
import {type SubcommandOptions, UsageError} from '../arguments.ts';
import {printProblem} from '../print-problem.ts';
import {readSettings} from '../settings.ts';
import {addHost} from './add-host.ts';
import {listHosts} from './list-hosts.ts';

/** `version`: ccmon's own. */
export async function hosts(
	configDirs: readonly string[],
	[action, destination]: readonly string[],
	options: SubcommandOptions,
	version: string,
): Promise<number> {
	if (action === undefined && options.name !== undefined)
		throw new UsageError('--name goes with add: ccmon hosts add user@box --name=NAME');
	if (action !== undefined && options.json === true)
		throw new UsageError('--json goes without add: ccmon hosts --json');
	const {config, problems, clock, configDirs: own} = readSettings(configDirs);
	for (const problem of problems) printProblem(problem);
	const write = (text: string) => void process.stdout.write(text);
	const common = {hosts: config.hosts, configDirs: own, version, clock, env: process.env, write};
	if (action === undefined) return listHosts({...common, json: options.json === true});
	if (destination === undefined) throw new UsageError('What to add is missing: ccmon hosts add user@box');
	const name = typeof options.name === 'string' ? options.name : null;
	return addHost({...common, destination, name, configFile: configFile()});
}
