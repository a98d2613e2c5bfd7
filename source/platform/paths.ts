/**
 * Where ccmon keeps its own things and where Claude Code keeps its. The XDG base folders on every system, macOS
 * included, because that is where people look for a command-line tool's files, and because a socket's path must be short.
 */
import {homedir, tmpdir} from 'node:os';
import {isAbsolute, join, resolve} from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that holds a relative path is to be ignored (XDG Base Directory Specification). */
function folder(env: Environment, variable: string, ...fallback: string[]): string {
	const value = env[variable];
	return join(value && isAbsolute(value) ? value : join(home(env), ...fallback), 'ccmon');
}

function home(env: Environment): string {
	return env.HOME || homedir();
}

/** The database, the telemetry token, status line files. */
export function stateFolder(env: Environment = process.env): string {
	return folder(env, 'XDG_STATE_HOME', '.local', 'state');
}

/** Where the status line script keeps what Claude Code tells it, one file per session. */
export function statuslineFolder(stateDir: string): string {
	return join(stateDir, 'statusline');
}

export function configFolder(env: Environment = process.env): string {
	return folder(env, 'XDG_CONFIG_HOME', '.config');
}

export function configFile(env: Environment = process.env): string {
	return join(configFolder(env), 'config.toml');
}

/** Sockets and locks. Short, since a Unix socket's path may have 104 bytes on some systems; make it owner-only first. */
export function runtimeFolder(env: Environment = process.env): string {
	const value = env.XDG_RUNTIME_DIR;
	if (value && isAbsolute(value)) return join(value, 'ccmon');
	return join(tmpdir(), `ccmon-${process.getuid?.() ?? 'user'}`);
}

/** `~` and relative paths made absolute. */
export function resolveFolder(path: string, env: Environment = process.env): string {
	if (path === '~' || path.startsWith('~/')) return join(home(env), path.slice(1));
	return resolve(path);
}

/** Claude Code's config folder: `$CLAUDE_CONFIG_DIR`, else `~/.claude`. */
export function claudeConfigDir(env: Environment = process.env): string {
	return env.CLAUDE_CONFIG_DIR ? resolve(env.CLAUDE_CONFIG_DIR) : join(home(env), '.claude');
}
