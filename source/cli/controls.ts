/** Joins what the monitor's keys do: act on sessions, start and resume them, and open views. */
import {askToResume, type ResumePorts} from '../control/commands/resume-command.ts';
import {askForPlace} from '../control/commands/spawn-command.ts';
import {copyText} from '../control/terminals/clipboard.ts';
import {fullName} from '../core/hosts/host.ts';
import type {Monitor} from '../store.ts';
import {openAct} from './act.ts';
import type {FleetSources} from './fleet.ts';
import type {ChosenHosts} from './hosts/choose-hosts.ts';
import type {OpenHosts} from './hosts/open-hosts.ts';
import {openSessionKeys, type SessionKeys, type SessionKeysOptions} from './keys.ts';
import {openMemory} from './memory.ts';
import {openResume} from './resume-ways.ts';
import type {Settings} from './settings.ts';
import {openSpawn, type Spawn} from './spawn.ts';
import {openViews, type Views} from './views.ts';

export interface ControlsOptions {
	demo: boolean;
	settings: Settings;
	chosen: ChosenHosts;
	monitor: Monitor;
	hosts: OpenHosts;
	sources: Pick<FleetSources, 'accept' | 'lookForTelemetry'>;
	/** Hands the terminal over while the task runs. */
	handOver(task: () => Promise<void>): Promise<void>;
}

export interface Controls {
	keys: SessionKeys;
	spawn: Spawn;
	views: Views;
}

export function openControls(options: ControlsOptions): Controls {
	const {demo, settings, chosen, monitor, hosts, sources, handOver} = options;
	const {env} = process;
	const {list, add} = openMemory(null);
	const prompts = {prompts: list, rememberPrompt: add};
	const {accept, lookForTelemetry} = sources;
	const starting = {...settings, accept, lookForTelemetry, log: monitor.log, env};
	const spawn = openSpawn({...starting, store: monitor.store, prompts});
	const ownResume = demo ? null : openResume({...starting, handOver});
	/** `host`: its name; undefined: this machine. Null: nothing can be resumed there. */
	const resumePorts = (host: string | undefined): ResumePorts | null =>
		host === undefined ? ownResume : (hosts.actions()?.resumePorts({host: {name: host}}) ?? null);

	const copyId: SessionKeysOptions['copyId'] = async (sessionId, {say}) => {
		await copyText(sessionId, env, text => process.stdout.write(text));
		say(`Copied through the terminal, if it allows that (OSC 52): ${sessionId}`);
	};
	const start: SessionKeysOptions['start'] = ({screen}) => {
		if (demo) return screen.say('The demo starts no sessions');
		const here = {name: 'this machine', ports: async () => spawn.ports};
		askForPlace([...(chosen.local ? [here] : []), ...(hosts.actions()?.places(prompts) ?? [])], screen);
	};
	const resume: SessionKeysOptions['resume'] = (session, screen) => {
		const ports = resumePorts(session.host?.name);
		if (ports) askToResume(ports, screen, {...session, name: fullName(session)});
		else screen.say('The demo starts no sessions');
	};

	const {elsewhere} = hosts;
	const act = openAct({...settings, monitor, env, elsewhere, terminals: [spawn.terminal]});
	return {
		spawn,
		views: openViews({
			settings,
			demo,
			monitor,
			chosen,
			links: hosts.links,
			copyId,
			portsOf: ({host}) => resumePorts(host),
		}),
		keys: openSessionKeys({
			monitor,
			settings,
			act,
			hosts: hosts.actions,
			handOver,
			copyId,
			prompts,
			start,
			resume,
		}),
	};
}
