/**
 * Where ccmon keeps its own files, and how paths are normalised. XDG base folders on every system, macOS
 * included, because that is where people look for a command-line tool's files, and because a socket's path must be short.
 */
import {tmpdir, userInfo} from 'node:os';
import {isAbsolute, join, resolve} from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Relative paths in these variables must be ignored (XDG Base Directory Specification). */
function folder(env: Environment, variable: string, ...fallback: string[]): string {
	const value = env[variable];
	return value && isAbsolute(value) ? value : join(homeFolder(env), ...fallback);
}

/**
 * `$HOME`, else the system's home folder for this user, else our own folder among the temporary
 * files: a relative or empty path would refer to whatever folder ccmon was started in.
 */
export function homeFolder(env: Environment = process.env): string {
	return env.HOME && isAbsolute(env.HOME) ? env.HOME : (systemHome() ?? temporaryFolder());
}

/** A sentence about what is wrong with `$HOME`; null: nothing. */
export function homeProblem(env: Environment = process.env): string | null {
	const {HOME} = env;
	if (HOME === undefined ? systemHome() !== null : isAbsolute(HOME)) return null;
	const is = HOME === undefined ? 'not set' : HOME === '' ? 'empty' : `not an absolute path (${HOME})`;
	return `HOME is ${is}: ${homeFolder(env)} is used instead.`;
}

function systemHome(): string | null {
	try {
		const {homedir} = userInfo();
		return isAbsolute(homedir) ? homedir : null;
	} catch {
		// A container may run as a user without an entry in its passwd.
		return null;
	}
}

function temporaryFolder(): string {
	return join(isAbsolute(tmpdir()) ? tmpdir() : '/tmp', `ccmon-${process.getuid?.() ?? 'user'}`);
}

/** The database, the telemetry token, status line files. */
export function stateFolder(env: Environment = process.env): string {
	return join(folder(env, 'XDG_STATE_HOME', '.local', 'state'), 'ccmon');
}

/** The index of all transcripts and what telemetry reported, in one database. */
export function databaseFile(stateDir: string): string {
	return join(stateDir, 'ccmon.db');
}

/** Where the status line script keeps what Claude Code tells it, one file per session. */
export function statuslineFolder(stateDir: string): string {
	return join(stateDir, 'statusline');
}

/** The parent of programs' settings folders. */
export function configHome(env: Environment = process.env): string {
	return folder(env, 'XDG_CONFIG_HOME', '.config');
}

export function configFile(env: Environment = process.env): string {
	return join(configHome(env), 'ccmon', 'config.toml');
}

/** Cached compiled code, of `scripts/start.cjs` and of reading threads. */
export function cacheFolder(env: Environment = process.env): string {
	return join(folder(env, 'XDG_CACHE_HOME', '.cache'), 'ccmon');
}

/** For sockets. Short, because a Unix socket's path is limited to 104 bytes on some systems. Make it owner-only first. */
export function runtimeFolder(env: Environment = process.env): string {
	const value = env.XDG_RUNTIME_DIR;
	if (value && isAbsolute(value)) return join(value, 'ccmon');
	return temporaryFolder();
}

/** Normalises a path that a person wrote: expands `~`, makes it absolute, without a trailing slash. */
export function resolveFolder(path: string, env: Environment = process.env): string {
	const expanded = path === '~' || path.startsWith('~/') ? join(homeFolder(env), path.slice(1)) : path;
	return resolve(expanded);
}
