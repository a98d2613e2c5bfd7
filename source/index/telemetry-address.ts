/**
 * Where the telemetry receiver listens and the secret its senders carry. Setup writes both into Claude Code's settings,
 * every ccmon listens by them: so they are chosen once and remembered in an owner-only file.
 */
import {createServer} from 'node:net';
import {join} from 'node:path';
import * as v from 'valibot';
import type {Problem} from '../claude/events.ts';
import type {Signal} from '../claude/telemetry/exporters.ts';
import {isOwn, lstatOrNull, reasonOf, throwUnreadable} from '../platform/files.ts';
import {createOwnerFile, ensureOwnerFolder, makeOwnerOnly, writeOwnerFile} from '../platform/owner-file.ts';
import {readSmallFile} from '../platform/small-file.ts';

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

/** The header by which Claude Code shows the token. */
export const tokenHeader = 'x-ccmon-token';

export const addressOf = (port: number, signal: Signal): string => `http://127.0.0.1:${port}/v1/${signal}`;

/** Below the ports that Linux (32768 and up) and macOS (49152 and up) hand to outgoing connections. */
const firstPort = 28_100;
const portCount = 800;

const shape = v.object({
	port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
	token: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

export const telemetrySettingsPath = (stateDir: string): string => join(stateDir, 'telemetry.json');

/** Reads the settings without creating them; both fields are null if there are none yet. Never throws. */
export function loadTelemetrySettings(stateDir: string): TelemetrySettingsResult {
	const path = telemetrySettingsPath(stateDir);
	try {
		const stat = lstatOrNull(path, throwUnreadable);
		if (!stat) return {settings: null, problem: null};
		if (!stat.isFile()) return failed(path, 'is not a plain file: remove it, then run `ccmon setup` again');
		if (!isOwn(stat)) return failed(path, 'belongs to another user: remove it');
		if (stat.mode & 0o077) makeOwnerOnly(path);
		const parsed = v.safeParse(shape, JSON.parse(readSmallFile(path, {maxBytes: 4096, ownerOnly: true}) ?? ''));
		if (parsed.success) return {settings: parsed.output, problem: null};
		return failed(path, 'does not hold a port and a token: remove it, then run `ccmon setup` again');
	} catch (error) {
		const reason = error instanceof SyntaxError ? 'it is not valid JSON' : reasonOf(error);
		return failed(path, `cannot be read (${reason}): remove it, then run \`ccmon setup\` again`);
	}
}

/** Reads the settings, or chooses a free port and a random token and writes them. Never throws. */
export async function loadOrCreateTelemetrySettings(stateDir: string): Promise<TelemetrySettingsResult> {
	const found = loadTelemetrySettings(stateDir);
	if (found.settings || found.problem) return found;
	const path = telemetrySettingsPath(stateDir);
	try {
		const settings = await chooseTelemetrySettings();
		ensureOwnerFolder(stateDir);
		// The second of two first starts takes the choice of the other.
		if (!createOwnerFile(path, `${JSON.stringify(settings)}\n`)) return loadTelemetrySettings(stateDir);
		return {settings, problem: null};
	} catch (error) {
		return failed(path, `cannot be written (${reasonOf(error)}): telemetry is off`);
	}
}

/** Without writing them. `port`: one to stay with. Rejects when none is free. */
export async function chooseTelemetrySettings(port?: number): Promise<TelemetrySettings> {
	const {randomBytes} = await import('node:crypto');
	return {port: port ?? (await choosePort()), token: randomBytes(32).toString('hex')};
}

/** Replaces the settings, so that a token that somebody else has seen becomes worthless. Throws. */
export function saveTelemetrySettings(stateDir: string, settings: TelemetrySettings): void {
	writeOwnerFile(telemetrySettingsPath(stateDir), `${JSON.stringify(settings)}\n`);
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

function failed(path: string, what: string): TelemetrySettingsResult {
	return {settings: null, problem: {type: 'problem', path, message: `${path} ${what}.`, count: 1}};
}
