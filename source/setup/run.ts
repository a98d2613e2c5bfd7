/** `ccmon setup`: shows the exact change, asks, and makes it; or takes it back. */
import {cleanLabel} from '../claude/clean.ts';
import {managedFolder} from '../claude/settings/managed.ts';
import type {Variables} from '../claude/telemetry/exporters.ts';
import {loadOrCreateTelemetrySettings, saveTelemetrySettings} from '../index/telemetry-address.ts';
import {reasonOf} from '../platform/files.ts';
import {
	applySetup,
	applyUndo,
	isChanged,
	type PreparedSetup,
	type PreparedUndo,
	prepareSetup,
	prepareUndo,
	type SetupSurroundings,
} from './apply.ts';
import {diffText} from './diff.ts';
import {explanation, undoExplanation} from './explain.ts';
import {renewIfExposed} from './exposure.ts';
import {managedExporters, readManaged} from './managed.ts';
import {foldersSetUp, type OwnPlaces, planPurge, purge} from './purge.ts';
import {folderId} from './record.ts';

export interface SetupIo {
	/** Text for the person, with line ends. */
	write(text: string): void;
	/** Asks for confirmation. False also if nobody can answer. */
	ask(question: string): Promise<boolean>;
	color: boolean;
}

export interface SetupOptions {
	/** Claude Code's config folders. */
	configDirs: readonly string[];
	stateDir: string;
	/** The text of the status line script. */
	script: string;
	environment: Variables;
	/** Without asking. */
	yes?: boolean;
	/** Only shows the change. */
	print?: boolean;
	undo?: boolean;
	/** Undoes setup, and removes everything that ccmon has created. */
	purge?: OwnPlaces;
	/** For existing exporters: take over the address and forward everything, or leave that signal alone. */
	exporters?: 'forward' | 'leave';
	/** Where managed settings are; a test has its own. */
	managedDir?: string;
	io: SetupIo;
}

/** Exit codes: 0: everything is set up (or undone); 1: refused, declined or failed for at least one folder. */
export async function runSetup(options: SetupOptions): Promise<number> {
	if (options.purge) return purgeAll(options, options.purge);
	return options.undo ? undo(options) : setUp(options);
}

/** Settings first: the records for undoing them are removed, too. */
async function purgeAll(options: SetupOptions, places: OwnPlaces): Promise<number> {
	const {stateDir, io} = options;
	const configDirs = [...options.configDirs, ...foldersSetUp(stateDir)];
	const {prepared, failed} = prepareAll(configDirs, io, configDir => prepareUndo(configDir, stateDir));
	for (const one of prepared) showUndo(one, io);
	const plan = planPurge(places);
	if (plan.paths.length > 0)
		io.write(`\nTo be removed, with all that is in them:\n${plan.paths.map(path => `  ${path}\n`).join('')}`);
	for (const note of plan.notes) io.write(`  ! ${cleanLabel(note, 500)}\n`);
	if (failed || options.print) return failed;
	const changed = [...prepared.filter(({plan}) => plan.isNeeded), ...plan.paths];
	if (changed.length === 0) return 0;
	if (!options.yes && !(await io.ask('\nTake back these changes and remove these files? [y/N] '))) {
		io.write('Nothing was changed.\n');
		return 1;
	}
	const code = prepared.reduce((code, one) => code | carryOut(one, io, () => finishUndo(one, stateDir, io)), 0);
	if (code !== 0) {
		io.write('The other files are left: what has to be taken back is in them.\n');
		return code;
	}
	try {
		purge(plan);
		io.write(`${plan.paths.length} files and folders of ccmon were removed.\n`);
		return 0;
	} catch (error) {
		io.write(`Not all could be removed: ${reasonOf(error)}.\n`);
		return 1;
	}
}

async function setUp(options: SetupOptions): Promise<number> {
	const {configDirs, stateDir, io} = options;
	const {settings: known, problem} = await loadOrCreateTelemetrySettings(stateDir);
	if (!known) {
		io.write(`${problem?.message ?? 'No port and token could be chosen.'}\n`);
		return 1;
	}
	const managed = readManaged(options.managedDir ?? managedFolder(process.platform));
	const renewal = await renewIfExposed(known, configDirs, managedExporters(managed));
	const telemetry = renewal?.telemetry ?? known;
	const around: SetupSurroundings = {
		stateDir,
		telemetry,
		script: options.script,
		environment: options.environment,
		exporters: options.exporters ?? 'forward',
		managed,
	};
	const {prepared, failed} = prepareAll(configDirs, io, configDir => prepareSetup(configDir, around));
	const changed = prepared.filter(isChanged);
	if (changed.length > 0) io.write(explanation(telemetry.port));
	if (renewal) io.write(`\n${cleanLabel(renewal.reason, 500)}\n`);
	for (const setup of prepared) showSetup(setup, io);
	if (options.print) return failed;
	if (changed.length > 0 && !(await confirmed(options, changed))) return 1;
	if (renewal) saveTelemetrySettings(stateDir, telemetry);
	return prepared.reduce((code, setup) => code | carryOut(setup, io, () => finishSetup(setup, around, io)), failed);
}

async function undo(options: SetupOptions): Promise<number> {
	const {configDirs, stateDir, io} = options;
	const {prepared, failed} = prepareAll(configDirs, io, configDir => prepareUndo(configDir, stateDir));
	const changed = prepared.filter(({plan}) => plan.isNeeded);
	for (const one of prepared) showUndo(one, io);
	if (options.print) return failed;
	if (changed.length > 0 && !(await confirmed(options, changed))) return 1;
	return prepared.reduce((code, one) => code | carryOut(one, io, () => finishUndo(one, stateDir, io)), failed);
}

function prepareAll<Prepared>(
	configDirs: readonly string[],
	io: SetupIo,
	prepare: (configDir: string) => Prepared,
): {prepared: Prepared[]; failed: number} {
	const prepared: Prepared[] = [];
	let failed = 0;
	const distinct = new Map(configDirs.map(configDir => [folderId(configDir), configDir]));
	for (const configDir of distinct.values()) {
		try {
			prepared.push(prepare(configDir));
		} catch (error) {
			io.write(`${reasonOf(error)}.\n`);
			failed = 1;
		}
	}
	return {prepared, failed};
}

function showSetup({file, plan}: PreparedSetup, io: SetupIo): void {
	if (file.bytes !== null && plan.text === file.text) io.write(`${file.path} is set up already.\n`);
	else io.write(`\n${file.path}${file.bytes ? '' : ' (new)'}\n${diffText(file.text, plan.text, io.color)}`);
	for (const note of plan.notes) io.write(`  ! ${cleanLabel(note, 500)}\n`);
}

function showUndo({file, plan}: PreparedUndo, io: SetupIo): void {
	if (!plan.isNeeded) io.write(`${file.path} holds nothing of ccmon's.\n`);
	else io.write(`\n${file.path}\n${diffText(file.text, plan.content?.toString() ?? '', io.color)}`);
	if (plan.isNeeded && plan.content === null) io.write('  There was no such file before: it will be removed.\n');
	for (const key of plan.kept) io.write(`  ! ${cleanLabel(key)} was changed since: it is left as it is.\n`);
}

async function confirmed({yes, undo, io}: SetupOptions, changed: readonly unknown[]): Promise<boolean> {
	if (yes) return true;
	const files = changed.length === 1 ? 'this change' : `these ${changed.length} changes`;
	if (await io.ask(`\n${undo ? 'Take back' : 'Make'} ${files}? [y/N] `)) return true;
	io.write('Nothing was changed.\n');
	return false;
}

function carryOut({file}: {file: {path: string}}, io: SetupIo, work: () => void): number {
	try {
		work();
		return 0;
	} catch (error) {
		io.write(`${file.path} could not be changed: ${reasonOf(error)}.\n`);
		return 1;
	}
}

function finishSetup(setup: PreparedSetup, around: SetupSurroundings, io: SetupIo): void {
	const wasChanged = isChanged(setup);
	const backup = applySetup(setup, around);
	if (wasChanged) io.write(`${setup.file.path} is set up. Sessions that run now report once they are restarted.\n`);
	if (backup) io.write(`The file as it was: ${backup}\n`);
}

function finishUndo(one: PreparedUndo, stateDir: string, io: SetupIo): void {
	applyUndo(one, stateDir);
	if (one.plan.isNeeded) io.write(`${one.file.path} ${undoExplanation(one.plan)}\n`);
}
