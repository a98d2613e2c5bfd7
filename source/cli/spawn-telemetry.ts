/** Telemetry for sessions that ccmon starts, even if it was never set up; existing telemetry settings are left alone. */
import {join} from 'node:path';
import * as v from 'valibot';
import type {Problem} from '../claude/events.ts';
import {managedFolder} from '../claude/settings/managed.ts';
import {variablesOfEnv} from '../claude/settings/settings-json.ts';
import {effectiveVariables, enableVariable, routeOf, signals} from '../claude/telemetry/exporters.ts';
import {loadOrCreateTelemetrySettings} from '../index/telemetry-address.ts';
import {reasonOf} from '../platform/files.ts';
import {readJsonFile} from '../platform/json-file.ts';
import {writeOwnerFile} from '../platform/owner-file.ts';
import {carriesTokenAway, type Evaluate, isOwn, planSignal} from '../setup/exporters.ts';
import {managedExporters, readManaged} from '../setup/managed.ts';
import {folderId} from '../setup/record.ts';

export interface SpawnTelemetry {
	/** Variables to add; empty if everything is already set up. */
	variables: Record<string, string>;
	/** An owner-only settings file with the same variables, for sessions that inherit no environment; null: not needed. */
	settings: string | null;
	problem: Problem | null;
}

export interface SpawnTelemetryOptions {
	stateDir: string;
	configDir: string;
	cwd: string;
	env: NodeJS.ProcessEnv;
}

const maxBytes = 1024 * 1024;
const shape = v.object({env: v.record(v.string(), v.unknown())});

/** Never throws: a session without telemetry is better than none. */
export async function telemetryForSpawn(options: SpawnTelemetryOptions): Promise<SpawnTelemetry> {
	const {stateDir, configDir} = options;
	const {settings: telemetry, problem} = await loadOrCreateTelemetrySettings(stateDir);
	const variables: Record<string, string> = {};
	if (!telemetry) return {variables, settings: null, problem};
	const {asSettings, asEnvironment} = evaluationsFor(options);
	const id = folderId(configDir);
	for (const signal of signals) {
		// Use setup's file, with its forwarding targets.
		if (isOwn(signal, asSettings({}))) continue;
		const {env} = planSignal(signal, asSettings, {telemetry, configDir, id, exporters: 'leave'});
		const route = routeOf(signal, asEnvironment({...env, [enableVariable]: '1'}));
		if (!carriesTokenAway(signal, route)) Object.assign(variables, env);
	}
	if (Object.keys(variables).length === 0) return {variables, settings: null, problem};
	variables[enableVariable] = '1';
	const path = join(stateDir, 'spawn-settings.json');
	try {
		writeOwnerFile(path, `${JSON.stringify({env: variables}, null, '\t')}\n`);
		return {variables, settings: path, problem};
	} catch (error) {
		const message = `Background sessions start without telemetry: ${reasonOf(error)}.`;
		return {variables, settings: null, problem: {type: 'problem', path, message, count: 1}};
	}
}

/**
 * Variables as Claude Code resolves them: settings files override its environment, `--settings` overrides
 * all but managed ones. Recent versions take none of these from a project: older ones would.
 */
function evaluationsFor({configDir, cwd, env}: SpawnTelemetryOptions): {asSettings: Evaluate; asEnvironment: Evaluate} {
	const files = [
		join(configDir, 'settings.json'),
		join(cwd, '.claude', 'settings.json'),
		join(cwd, '.claude', 'settings.local.json'),
	].map(readVariables);
	const managed = managedExporters(readManaged(managedFolder(process.platform)));
	return {
		asSettings: own => effectiveVariables([env, ...files, own], managed),
		asEnvironment: own => effectiveVariables([{...env, ...own}, ...files], managed),
	};
}

/** Nothing from an unreadable file: Claude Code itself reports what is wrong with it. */
const readVariables = (path: string) =>
	variablesOfEnv(readJsonFile(path, shape, {maxBytes, followLinks: true})?.env ?? {});
