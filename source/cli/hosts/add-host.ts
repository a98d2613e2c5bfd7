/** `ccmon hosts add user@box`: tries a machine, says what is missing there, and writes it into the config. */
import {parseConfig} from '../../config.ts';
import {destinationMistake, type HostConfig, hostNameFor, hostNameMistake} from '../../core/config/hosts.ts';
import type {HostFleet} from '../../core/hosts/host.ts';
import {isNewEnough, neededNode} from '../../core/oldest-node.ts';
import {addHostToConfig} from '../../setup/hosts-config.ts';
import {UsageError} from '../arguments.ts';
import {describeHost, type ListOptions, tryHosts} from './list-hosts.ts';
import {commandFor, type Found, lookAtHost} from './look-at-host.ts';

export interface AddOptions extends Omit<ListOptions, 'json'> {
	destination: string;
	/** Null: derived from the destination. */
	name: string | null;
	configFile: string;
}

/** Exit code 1 when it was not written, or does not answer yet. */
export async function addHost(options: AddOptions): Promise<number> {
	const {destination, hosts, configFile, write} = options;
	const host = newHost(options);
	const [tried, found] = await tryNew(host, options);
	const state = `${tried.host.name}  ${describeHost(tried.fleet)}\n`;
	write(state);
	const isConnected = tried.fleet.figure.state === 'connected';
	for (const line of found ? missingThere(found) : []) write(`  ${line}\n`);
	// If even ssh fails, the name may be a mistake.
	if (!isConnected && found === null) {
		write(`Nothing was written. When ssh ${destination} works without a question, run this again.\n`);
		return 1;
	}
	const names = [...hosts.map(({name}) => name), host.name];
	const isReadable = (toml: string) => {
		const {config, problems} = parseConfig(toml, configFile);
		return names.every(name => config.hosts.some(one => one.name === name)) && !problems.some(isOfToml);
	};
	const problem = addHostToConfig(configFile, tried.host, isReadable);
	write(problem === null ? `Written into ${configFile} as [hosts.${host.name}].\n` : `${configFile}: ${problem}\n`);
	return isConnected && problem === null ? 0 : 1;
}

const isOfToml = ({message}: {message: string}) => message.includes('not valid TOML');

function newHost({destination, name, hosts}: AddOptions): HostConfig {
	const mistake = destinationMistake(destination);
	if (mistake !== null) throw new UsageError(`"${destination}" ${mistake}`);
	const chosen = name ?? hostNameFor(destination);
	const nameMistake = hostNameMistake(chosen);
	if (nameMistake !== null) throw new UsageError(`The name "${chosen}" ${nameMistake}: --name=NAME chooses one`);
	if (hosts.some(host => host.name === chosen)) {
		throw new UsageError(`The config has a host "${chosen}" already: --name=NAME chooses another name`);
	}
	const same = hosts.find(({reach}) => reach.type === 'ssh' && reach.destination === destination);
	// It would show nothing more.
	if (same) throw new UsageError(`The config has ${destination} already, as the host "${same.name}"`);
	return {name: chosen, reach: {type: 'ssh', destination}, command: 'ccmon', configDirs: []};
}

/**
 * Tries to connect, and if ccmon is not on the PATH there, tries where it was found. `found` is null if nothing had to be
 * searched, or ssh failed.
 */
async function tryNew(
	host: HostConfig,
	options: AddOptions,
): Promise<[tried: {host: HostConfig; fleet: HostFleet}, found: Found | null]> {
	const [fleet] = await tryHosts([host], options);
	if (fleet!.figure.state === 'connected') return [{host, fleet: fleet!}, null];
	const found = await lookAtHost(host, options.env);
	if (!found?.ccmon) return [{host, fleet: fleet!}, found];
	const moved = {...host, command: commandFor(found.ccmon)};
	const [again] = await tryHosts([moved], options);
	return again!.figure.state === 'connected' ? [{host: moved, fleet: again!}, null] : [{host, fleet: fleet!}, found];
}

/** What has to be installed there, and what does not. */
function missingThere({ccmon, claude, node, nodeVersion}: Found): string[] {
	return [
		node === null ? `Node: not found there. ccmon needs ${neededNode}.` : '',
		/^v\d/.test(nodeVersion ?? '') && !isNewEnough(nodeVersion!)
			? `Node: ${nodeVersion} there. ccmon needs ${neededNode}.`
			: '',
		ccmon === null ? 'ccmon: not found there. npm install -g ccmon' : `ccmon: ${ccmon} there.`,
		claude === null ? 'claude: not found there. Without it there are no sessions to show.' : '',
	].filter(Boolean);
}
