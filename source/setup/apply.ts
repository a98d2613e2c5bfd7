/** Sets up one config folder or undoes it: makes the plan from what is on disk, then carries it out. */
import {enableVariable, type Variables} from '../claude/telemetry/exporters.ts';
import {saveForwardTargets} from '../index/forward-targets.ts';
import {ensureOwnerFolder, removeFile, writeOwnerFile} from '../platform/owner-file.ts';
import {statuslineFolder} from '../platform/paths.ts';
import {type Change, changesByMarks} from './changes.ts';
import {managedNotes} from './managed.ts';
import {type Plan, type PlanOptions, planSetup} from './plan.ts';
import {
	backupPath,
	folderId,
	hashOf,
	hasRecords,
	loadRecord,
	removeRecord,
	type SetupRecord,
	saveRecord,
} from './record.ts';
import {readSettingsFile, replaceSettingsFile, type SettingsFile, SettingsRefusal} from './settings-file.ts';
import {obstacle, readTree} from './settings-tree.ts';
import {scriptPath} from './statusline-command.ts';
import {planUndo, type UndoPlan} from './undo.ts';

export interface SetupSurroundings extends Pick<PlanOptions, 'telemetry' | 'environment' | 'exporters' | 'managed'> {
	stateDir: string;
	/** The text of the status line script. */
	script: string;
}

interface Prepared {
	configDir: string;
	id: string;
	file: SettingsFile;
	record: SetupRecord | null;
}

export interface PreparedSetup extends Prepared {
	plan: Plan;
	environment: Record<string, string>;
}

export interface PreparedUndo extends Prepared {
	plan: UndoPlan;
}

/** Throws `SettingsRefusal`, with the sentence to show, if the folder cannot be set up. */
export function prepareSetup(configDir: string, around: SetupSurroundings): PreparedSetup {
	const prepared = prepare(configDir, around.stateDir);
	const {id, file, record} = prepared;
	const environment = {...record?.environment, ...exporterVariables(around.environment)};
	const earlier = earlierChanges(prepared);
	const script = scriptPath(around.stateDir);
	const plan = planSetup(file.text, {...around, configDir, id, script, environment, earlier});
	// What an earlier run wrote is still taken back: it would send ccmon's secret elsewhere.
	if (plan.forbidden && !earlier.some(({path}) => path[0] === 'env'))
		throw new SettingsRefusal(`${plan.forbidden} ${file.path} is left as it is.`);
	plan.notes.push(...managedNotes(around.managed));
	if (file.stats && file.stats.mode & 0o044) {
		const harm = "With ccmon's secret in it, they can send ccmon false figures";
		plan.notes.push(`Other users of this machine may read ${file.path}. ${harm}; chmod 600 keeps them out.`);
	}
	return {...prepared, plan, environment};
}

/** Throws `SettingsRefusal` when the settings cannot be edited. */
export function prepareUndo(configDir: string, stateDir: string): PreparedUndo {
	const prepared = prepare(configDir, stateDir);
	return {...prepared, plan: planUndo(prepared.file.bytes, prepared.record)};
}

function prepare(configDir: string, stateDir: string): Prepared {
	const file = readSettingsFile(configDir);
	const reason = obstacle(file.text);
	if (reason) throw new SettingsRefusal(`${file.path} ${reason}. Nothing is changed.`);
	const id = folderId(configDir);
	return {configDir, id, file, record: loadRecord(stateDir, id)};
}

function earlierChanges({file, record}: Prepared): readonly Change[] {
	return record?.changes ?? changesByMarks(readTree(file.text));
}

/** Environment variables that say where the user's own exporters send. */
function exporterVariables(environment: Variables): Record<string, string> {
	const names = Object.keys(environment).filter(name => name.startsWith('OTEL_') || name === enableVariable);
	return Object.fromEntries(names.map(name => [name, environment[name] ?? '']));
}

export const isChanged = ({file, plan}: PreparedSetup): boolean => file.bytes === null || plan.text !== file.text;

/**
 * Writes script, backup, targets and settings, in this order: settings must never name what is not there yet.
 * Returns the path of the backup; null: there was nothing to back up. Throws write errors.
 */
export function applySetup(prepared: PreparedSetup, {stateDir, script}: SetupSurroundings): string | null {
	const {configDir, id, file, record, plan, environment} = prepared;
	ensureOwnerFolder(stateDir);
	ensureOwnerFolder(statuslineFolder(stateDir));
	writeOwnerFile(scriptPath(stateDir), script);
	saveForwardTargets(stateDir, configDir, plan.forwards);
	if (!isChanged(prepared)) return null;
	const after = Buffer.from(plan.text);
	// Later runs keep the first backup as long as only setup has changed the file.
	const before = file.bytes && planUndo(file.bytes, record).content;
	saveRecord(stateDir, id, {configDir, before, afterHash: hashOf(after), changes: plan.changes, environment});
	replaceSettingsFile(file, after);
	return before && backupPath(stateDir, id);
}

/** Restores the settings and removes setup's records; with the last folder also the script. */
export function applyUndo({configDir, id, file, plan}: PreparedUndo, stateDir: string): void {
	if (plan.isNeeded) replaceSettingsFile(file, plan.content);
	removeRecord(stateDir, id);
	saveForwardTargets(stateDir, configDir, []);
	if (!hasRecords(stateDir)) removeFile(scriptPath(stateDir));
}
