/** Whether a config folder's settings make Claude Code report to this ccmon, and what is in the way. */

import {
	effectiveVariables,
	noManaged,
	type Route,
	routeOf,
	type Signal,
	signals,
	type Variables,
} from '../../claude/telemetry/exporters.ts';
import {loadTelemetrySettings} from '../../index/telemetry-address.ts';
import {shellQuoted} from '../../platform/shell.ts';
import {commandOf} from '../changes.ts';
import {isPlainJson} from '../edit.ts';
import {carriesTokenAway, isOwn, noteworthy, reachesCcmon} from '../exporters.ts';
import {divertedBy, type ManagedSettings, managedExporters, statusLineForbidden} from '../managed.ts';
import {folderId, setUpAt} from '../record.ts';
import {readSettingsFile, type SettingsFile} from '../settings-file.ts';
import {obstacle, readTree, valueAt, variablesIn} from '../settings-tree.ts';
import {readOwnCommand, scriptPath} from '../statusline-command.ts';
import {type RegistryEntry, readRegistry} from './registry.ts';
import {type Check, missing, ok, warn} from './report.ts';

export interface SettingsCheckOptions {
	configDir: string;
	stateDir: string;
	environment: Variables;
	managed: ManagedSettings;
}

export function checkSettings(options: SettingsCheckOptions): Check[] {
	let file: SettingsFile;
	try {
		file = readSettingsFile(options.configDir);
	} catch (error) {
		return [warn('settings', error instanceof Error ? error.message : String(error), null)];
	}
	const reason = obstacle(file.text);
	if (reason) return [missing('settings', `${file.path} ${reason}.`, null)];
	const checks = [telemetryChecks, statusLineChecks, otherChecks, sessionChecks];
	return checks.flatMap(check => check(file, options));
}

const setupCommand = (configDir: string) => `ccmon setup --config-dir ${shellQuoted(configDir)}`;

function telemetryChecks({path, text}: SettingsFile, {configDir, stateDir, managed}: SettingsCheckOptions): Check[] {
	// The settings' own variables override the environment.
	const own = variablesIn(readTree(text));
	const set = signals.filter(signal => isOwn(signal, effectiveVariables([own], noManaged)));
	if (set.length === 0) {
		const message = `${path} is not set up: costs are estimates, and hidden requests unknown.`;
		return [missing('telemetry-settings', message, setupCommand(configDir))];
	}
	const {settings: telemetry} = loadTelemetrySettings(stateDir);
	const lookUp = effectiveVariables([own], managedExporters(managed));
	const routes = set.map(signal => ({signal, route: routeOf(signal, lookUp)}));
	const astray = routes.filter(({signal, route}) => !telemetry || !reachesCcmon(signal, route, telemetry));
	if (astray.length > 0)
		return astray.map(way => missing('telemetry-settings', reasonOf(way), setupCommand(configDir)));
	if (set.length === signals.length) return [ok('telemetry-settings', `${path} has Claude Code report to ccmon.`)];
	const other = set[0] === 'logs' ? 'metrics' : 'logs';
	const message = `${path} sends its ${other} elsewhere: what they report is not counted.`;

	function reasonOf(way: {signal: Signal; route: Route}): string {
		const reason =
			divertedBy(managed, way, [own]) ?? `${path} was set up for another port or secret, or was changed since.`;
		return carriesTokenAway(way.signal, way.route) ? `${reason} ccmon's secret goes to ${way.route.url}.` : reason;
	}

	return [warn('telemetry-settings', message, setupCommand(configDir))];
}

function statusLineChecks({path, text}: SettingsFile, options: SettingsCheckOptions): Check[] {
	const {configDir, stateDir, managed} = options;
	const tree = readTree(text);
	const forbidden = statusLineForbidden(managed);
	if (forbidden) return [warn('statusline-settings', forbidden, null)];
	const found = readOwnCommand(commandOf(valueAt(tree, ['statusLine'])) ?? '');
	if (found?.script !== scriptPath(stateDir)) {
		const message = `${path} has no status line for ccmon: plan limits and exact windows are unknown.`;
		return [missing('statusline-settings', message, setupCommand(configDir))];
	}
	if (valueAt(tree, ['disableAllHooks']) === true) {
		const message = `${path} turns hooks off, and the status line with them.`;
		return [warn('statusline-settings', message, `Remove "disableAllHooks" from ${path}.`)];
	}
	return [ok('statusline-settings', `${path} has the status line for ccmon.`)];
}

function otherChecks({path, text, stats}: SettingsFile, {environment, managed}: SettingsCheckOptions): Check[] {
	const tree = readTree(text);
	const checks = noteworthy(effectiveVariables([environment, variablesIn(tree)], managedExporters(managed))).map(note =>
		warn('environment', note, null),
	);
	if (!isPlainJson(text)) {
		const message = `${path} has comments or trailing commas: Claude Code does not load it.`;
		checks.push(missing('settings-json', message, `Remove them from ${path}.`));
	}
	if (
		stats &&
		stats.mode & 0o044 &&
		signals.some(signal => isOwn(signal, effectiveVariables([variablesIn(tree)], noManaged)))
	) {
		const message = `Other users may read ${path}, and the secret in it that lets a program send figures to ccmon.`;
		checks.push(warn('settings-mode', message, `chmod 600 ${shellQuoted(path)}`));
	}
	return checks;
}

/** Claude Code reads telemetry settings when it starts. */
function sessionChecks(_: SettingsFile, {configDir, stateDir}: SettingsCheckOptions): Check[] {
	const since = setUpAt(stateDir, folderId(configDir));
	const isOlder = ({isRunning, startedAt}: RegistryEntry) => isRunning && since !== null && startedAt < since;
	const older = (readRegistry(configDir) ?? []).filter(isOlder).length;
	if (older === 0) return [];
	const message = `${older} running ${older === 1 ? 'session was' : 'sessions were'} started before setup: no telemetry from there.`;
	return [warn('sessions', message, 'End and resume them: claude --continue')];
}
