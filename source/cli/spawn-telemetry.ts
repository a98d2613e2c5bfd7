/** Telemetry for sessions that ccmon starts, also where it was never set up; what the person has set up is left alone. */
import {createHash} from 'node:crypto';
import {join} from 'node:path';
import * as v from 'valibot';
import type {Problem} from '../claude/events.ts';
import {managedFile, managedFolder} from '../claude/settings/managed.ts';
import {loadOrCreateTelemetrySettings} from '../index/telemetry-address.ts';
import {writeOwnerFile} from '../platform/owner-file.ts';
import {readSmallFile} from '../platform/small-file.ts';
import {enableVariable, isOwn, type LookUp, planSignal, signals} from '../setup/exporters.ts';

export interface SpawnTelemetry {
	/** Variables to add; empty: what is set up already says it all. */
	variables: Record<string, string>;
	/** An owner-only settings file with the same variables, for sessions that get no environment; null: not needed. */
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
const shape = v.object({env: v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))});

/** Never throws: a session without telemetry is better than none. */
export async function telemetryForSpawn(options: SpawnTelemetryOptions): Promise<SpawnTelemetry> {
	const {stateDir, configDir} = options;
	const {settings: telemetry, problem} = await loadOrCreateTelemetrySettings(stateDir);
	const variables: Record<string, string> = {};
	if (!telemetry) return {variables, settings: null, problem};
	const lookUp = lookUpFor(options);
	const id = createHash('sha256').update(configDir).digest('hex').slice(0, 16);
	for (const signal of signals) {
		// As setup has written it, with what it passes on to others.
		if (isOwn(signal, lookUp)) continue;
		Object.assign(variables, planSignal(signal, lookUp, {telemetry, configDir, id, exporters: 'leave'}).env);
	}
	if (Object.keys(variables).length === 0) return {variables, settings: null, problem};
	variables[enableVariable] = '1';
	const path = join(stateDir, 'spawn-settings.json');
	try {
		writeOwnerFile(path, `${JSON.stringify({env: variables}, null, '\t')}\n`);
		return {variables, settings: path, problem};
	} catch (error) {
		const message = `${error instanceof Error ? error.message : String(error)} Background sessions start without telemetry.`;
		return {variables, settings: null, problem: {type: 'problem', path, message, count: 1}};
	}
}

/** As Claude Code looks a variable up: its settings files, the stronger first, then the environment. */
function lookUpFor({configDir, cwd, env}: SpawnTelemetryOptions): LookUp {
	const files = [
		join(managedFolder(process.platform), managedFile),
		join(cwd, '.claude', 'settings.local.json'),
		join(cwd, '.claude', 'settings.json'),
		join(configDir, 'settings.json'),
	].map(readVariables);
	return name => files.find(file => Object.hasOwn(file, name))?.[name] ?? env[name];
}

function readVariables(path: string): Record<string, string> {
	try {
		const parsed = v.safeParse(shape, JSON.parse(readSmallFile(path, {maxBytes, followLinks: true}) ?? '{}'));
		if (!parsed.success) return {};
		return Object.fromEntries(Object.entries(parsed.output.env).map(([name, value]) => [name, String(value)]));
	} catch {
		// Claude Code itself says what is wrong with them.
		return {};
	}
}
