/**
 * Where the telemetry receiver listens and the secret its senders carry. Setup writes both into Claude Code's settings,
 * every ccmon listens by them: so they are chosen once and remembered in an owner-only file.
 */
import {chmodSync, linkSync, lstatSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import * as v from 'valibot';
import type {Problem} from '../claude/events.ts';
import {ensureOwnerFolder} from '../platform/owner-file.ts';

export interface TelemetrySettings {
	/** On 127.0.0.1. */
	port: number;
	/** The value of the `x-ccmon-token` header: 64 hexadecimal digits. */
	token: string;
}

/** `settings` is null when they cannot be read or written, and `problem` says why. */
export interface TelemetrySettingsResult {
	settings: TelemetrySettings | null;
	problem: Problem | null;
}

/** Below the ports that Linux (32768 and up) and macOS (49152 and up) hand to outgoing connections. */
const firstPort = 28_100;
const portCount = 800;

const shape = v.object({
	port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
	token: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

export const telemetrySettingsPath = (stateDir: string): string => join(stateDir, 'telemetry.json');

/** Reads the settings without making any; both fields null when there are none yet. Never throws. */
export function loadTelemetrySettings(stateDir: string): TelemetrySettingsResult {
	const path = telemetrySettingsPath(stateDir);
	try {
		const stat = lstatSync(path, {throwIfNoEntry: false});
		if (!stat) return {settings: null, problem: null};
		if (!stat.isFile()) return failed(path, 'is not a plain file: remove it, then run `ccmon setup` again');
		if (process.getuid && stat.uid !== process.getuid()) return failed(path, 'belongs to another user: remove it');
		if (stat.mode & 0o077) chmodSync(path, 0o600);
		const parsed = v.safeParse(shape, JSON.parse(readFileSync(path, 'utf8')));
		if (parsed.success) return {settings: parsed.output, problem: null};
		return failed(path, 'does not hold a port and a token: remove it, then run `ccmon setup` again');
	} catch (error) {
		const reason = error instanceof SyntaxError ? 'it is not valid JSON' : messageOf(error);
		return failed(path, `cannot be read (${reason}): remove it, then run \`ccmon setup\` again`);
	}
}

/** Reads the settings, or chooses a free port and a random token and writes them. Never throws. */
export async function loadOrCreateTelemetrySettings(stateDir: string): Promise<TelemetrySettingsResult> {
	const found = loadTelemetrySettings(stateDir);
	if (found.settings || found.problem) return found;
	const path = telemetrySettingsPath(stateDir);
	// Loaded when something is set up, not when it is only read.
	const {randomBytes} = await import('node:crypto');
	const draft = `${path}.${randomBytes(6).toString('hex')}`;
	try {
		const settings: TelemetrySettings = {port: await choosePort(), token: randomBytes(32).toString('hex')};
		ensureOwnerFolder(stateDir);
		writeFileSync(draft, `${JSON.stringify(settings)}\n`, {mode: 0o600, flag: 'wx'});
		// A link fails where a rename would replace: the second of two first starts takes the choice of the other.
		linkSync(draft, path);
		return {settings, problem: null};
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return loadTelemetrySettings(stateDir);
		return failed(path, `cannot be written (${messageOf(error)}): telemetry is off`);
	} finally {
		rmSync(draft, {force: true});
	}
}

async function choosePort(): Promise<number> {
	const {randomInt} = await import('node:crypto');
	for (let attempt = 0; attempt < 20; attempt++) {
		const port = firstPort + randomInt(portCount);
		if (await isFree(port)) return port;
	}
	throw new Error(`no free port from ${firstPort} to ${firstPort + portCount - 1}`);
}

function isFree(port: number): Promise<boolean> {
	return new Promise(resolve => {
		const server = createServer();
		server.once('error', () => resolve(false));
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
	});
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function failed(path: string, what: string): TelemetrySettingsResult {
	return {settings: null, problem: {type: 'problem', path, message: `${path} ${what}.`, count: 1}};
}
