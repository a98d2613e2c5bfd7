/** `ccmon config`: where the config file is, a new one, editing it, and whether it has mistakes. */
import {loadConfig} from '../config.ts';
import {sampleConfig} from '../core/config/sample.ts';
import {problemText} from '../core/problems.ts';
import {reasonOf, statOrNull} from '../platform/files.ts';
import {createOwnerFile} from '../platform/owner-file.ts';
import {configFile} from '../platform/paths.ts';
import {loadExeca} from '../platform/programs.ts';

/** Returns the exit code: 1 when it has mistakes, or cannot be written or edited. */
export async function configCommand([action = '']: readonly string[]): Promise<number> {
	const path = configFile();
	switch (action) {
		case 'path':
			process.stdout.write(`${path}\n`);
			return 0;
		case 'init':
			return init(path);
		case 'edit':
			return edit(path);
		default:
			return check(path);
	}
}

function init(path: string): number {
	try {
		if (!createOwnerFile(path, sampleConfig)) return failed(`${path} is there already`);
		process.stdout.write(`${path} is written: all keys, with their defaults.\n`);
		return 0;
	} catch (error) {
		return failed(`${path} cannot be written (${reasonOf(error)})`);
	}
}

async function edit(path: string): Promise<number> {
	const {VISUAL, EDITOR} = process.env;
	const editor = VISUAL || EDITOR || 'vi';
	if (!statOrNull(path) && init(path) !== 0) return 1;
	const execa = await loadExeca();
	// Like git and others: the variable may hold options, so the shell splits it.
	const {exitCode} = await execa('/bin/sh', ['-c', `${editor} "$1"`, editor, path], {stdio: 'inherit', reject: false});
	const code = exitCode === 0 ? 0 : failed(`${editor} ended with ${exitCode ?? 'a signal'}`);
	return check(path) || code;
}

function check(path: string): number {
	if (!statOrNull(path)) {
		process.stdout.write(`There is no ${path}: all defaults are used. ccmon config init writes it.\n`);
		return 0;
	}
	const {problems} = loadConfig(path);
	for (const problem of problems) process.stdout.write(`${problemText(problem)}\n`);
	if (problems.length === 0) process.stdout.write(`${path} has no mistakes.\n`);
	return problems.length === 0 ? 0 : 1;
}

function failed(message: string): number {
	process.stderr.write(`ccmon config: ${message}\n`);
	return 1;
}
