/**
 * Where ccmon keeps its own things, and how paths are spelled. The XDG base folders on every system, macOS
 * included, because that is where people look for a command-line tool's files, and because a socket's path must be short.
 */
import {homedir, tmpdir} from 'node:os';
import {isAbsolute, join, resolve} from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that holds a relative path is to be ignored (XDG Base Directory Specification). */
function folder(env: Environment, variable: string, ...fallback: string[]): string {
	const value = env[variable];
	return value && isAbsolute(value) ? value : join(homeFolder(env), ...fallback);
}

export function homeFolder(env: Environment = process.env): string {
	return env.HOME || homedir();
}

/** The database, the telemetry token, status line files. */
export function stateFolder(env: Environment = process.env): string {
	return join(folder(env, 'XDG_STATE_HOME', '.local', 'state'), 'ccmon');
}

/** Where the status line script keeps what Claude Code tells it, one file per session. */
export function statuslineFolder(stateDir: string): string {
	return join(stateDir, 'statusline');
}

/** Where programs keep their settings, each in a folder of its own. */
export function configHome(env: Environment = process.env): string {
	return folder(env, 'XDG_CONFIG_HOME', '.config');
}

export function configFile(env: Environment = process.env): string {
	return join(configHome(env), 'ccmon', 'config.toml');
}

/** Sockets and locks. Short, since a Unix socket's path may have 104 bytes on some systems; make it owner-only first. */
export function runtimeFolder(env: Environment = process.env): string {
	const value = env.XDG_RUNTIME_DIR;
	if (value && isAbsolute(value)) return join(value, 'ccmon');
	return join(tmpdir(), `ccmon-${process.getuid?.() ?? 'user'}`);
}

/** The one spelling of a path that a person wrote: `~` and relative paths made absolute, no slash at the end. */
export function resolveFolder(path: string, env: Environment = process.env): string {
	const expanded = path === '~' || path.startsWith('~/') ? join(homeFolder(env), path.slice(1)) : path;
	return resolve(expanded);
}
