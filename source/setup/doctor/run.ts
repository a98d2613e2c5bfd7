/** `ccmon doctor`: what works, what is missing, and the one command that fixes each. It changes nothing. */
import {execa} from 'execa';
import type {Problem} from '../../claude/events.ts';
import {managedFolder} from '../../claude/settings/managed.ts';
import type {Variables} from '../../claude/telemetry/exporters.ts';
import type {ProviderSpend} from '../../core/provider-spend.ts';
import {isFolder, statOrNull} from '../../platform/files.ts';
import {readManaged} from '../managed.ts';
import {hasRecords} from '../record.ts';
import {checkConfigFolder} from './config-folder.ts';
import {checkProviders} from './providers.ts';
import type {Check, DoctorReport} from './report.ts';
import {missing, ok, warn} from './report.ts';
import {checkSettings} from './settings.ts';
import {checkStatusLine} from './statusline.ts';
import {checkNode, checkPty, checkTmux} from './system.ts';
import {checkReceiver} from './telemetry.ts';

export interface DoctorOptions {
	configDirs: readonly string[];
	stateDir: string;
	environment: Variables;
	/** The expected text of the status line script. */
	script: string;
	/** Milliseconds since the epoch. */
	clock: () => number;
	/** Opens and closes the database; null: all is well. */
	checkDatabase: () => Problem | null;
	/** The config file, and what is wrong in it. */
	config: {path: string; problems: readonly Problem[]};
	/** Asks the config's gateways and providers; missing if there are none. */
	askProviders?: () => Promise<ProviderSpend>;
	/** Loads node-pty; rejects when it is not there. */
	loadPty: () => Promise<unknown>;
	/** The running Node, without a leading v. */
	nodeVersion?: string;
	managedDir?: string;
	/** Runs a program and returns its output; null: it is missing or failed. */
	run?: (program: string, args: readonly string[]) => Promise<string | null>;
}

/** Findings are never errors. */
export async function runDoctor(options: DoctorOptions): Promise<DoctorReport> {
	const {configDirs, stateDir, environment, clock, run = runProgram} = options;
	const managed = readManaged(options.managedDir ?? managedFolder(process.platform));
	const checks: Check[] = [checkNode(options.nodeVersion ?? process.versions.node)];
	for (const configDir of configDirs) {
		checks.push(...(await checkConfigFolder(configDir, run)));
		if (isFolder(configDir)) checks.push(...checkSettings({configDir, stateDir, environment, managed}));
	}
	checks.push(...(await checkReceiver(stateDir)));
	if (hasRecords(stateDir)) checks.push(...checkStatusLine({stateDir, script: options.script, now: clock()}));
	checks.push(databaseCheck(options.checkDatabase()), ...configChecks(options.config));
	if (options.askProviders) checks.push(...checkProviders(await options.askProviders()));
	checks.push(await checkTmux(run), await checkPty(options.loadPty));
	return {schema: 1, ok: checks.every(({status}) => status !== 'missing'), checks};
}

function databaseCheck(problem: Problem | null): Check {
	if (!problem) return ok('database', 'The database can be opened.');
	// Not where the folder cannot be written, and on a full disk there is no room for a new one.
	const helps = statOrNull(problem.path) !== null && !problem.message.includes('disk is full');
	return missing('database', problem.message, helps ? `Move ${problem.path} away: ccmon makes a new one.` : null);
}

function configChecks({path, problems}: DoctorOptions['config']): Check[] {
	if (problems.length === 0) {
		return [
			ok('config', statOrNull(path) ? `${path} has no mistakes.` : `There is no ${path}: all defaults are used.`),
		];
	}
	return problems.map(({message}) => warn('config', message, 'ccmon config edit'));
}

/** Nothing here may hang: a tmux server can be stopped, a claude can wait for the network. */
async function runProgram(program: string, args: readonly string[]): Promise<string | null> {
	const result = await execa(program, args, {reject: false, timeout: 5000, stdin: 'ignore'});
	return result.failed ? null : result.stdout;
}
