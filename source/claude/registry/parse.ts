/**
 * One file of Claude Code's registry of running sessions, `sessions/<pid>.json`, as Claude Code 2.1 writes it.
 * The format is Claude Code's own and grows: unknown fields are ignored, missing or odd ones become "not known", and
 * only what identifies the process must be right.
 */
import * as v from 'valibot';
import {lastTime} from '../bounds.ts';
import {cleanLabel} from '../clean.ts';
import type {ProcessInfo, ProcessStatus} from '../events.ts';
import {parseObject} from '../transcript/object.ts';

export interface RegisteredSession {
	type: 'session';
	process: ProcessInfo & {pid: number};
	/** Where the pid means something; null: written by a version that does not say. */
	pidDomain: string | null;
	/** The background job that continues the session's work; its own window has shown something else since. */
	parkedJobId: string | null;
	/** When Claude Code last changed it, in ms; null: it does not say. */
	updatedAt: number | null;
}

export type RegistryReading =
	/** Whether it is an interactive or background session. */
	| RegisteredSession
	/** The daemon, its workers, and the spare it keeps warm for the next background session: nobody's session. */
	| {type: 'internal'}
	/** Incomplete (so far), or not what it should be. */
	| {type: 'broken'; reason: string};

/** Claude Code's own files have about 600 bytes. */
export const maxRegistryFileBytes = 256 * 1024;

/** The pid in the name of a registry file; null: another file, such as a key. */
export function registryPid(fileName: string): number | null {
	const pid = /^([1-9]\d{0,9})\.json$/.exec(fileName)?.[1];
	return pid === undefined ? null : Number(pid);
}

/**
 * Whether a process that names this pid domain is not one of this machine's, in this container. `own` null: this system
 * has no such domains (macOS), and what runs on a Linux, as a container does, is not here.
 */
export function isElsewhere(pidDomain: string | null, own: string | null): boolean {
	if (pidDomain === null) return false;
	return own === null ? pidDomain.startsWith('linux:') : pidDomain !== own;
}

const statuses: readonly ProcessStatus[] = ['idle', 'busy', 'waiting', 'shell'];
const internalKinds: readonly unknown[] = ['daemon', 'daemon-worker'];

/** Letters that are safe in a path and in an argument; ids never begin with a dash or dot. */
const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][\w-]{0,127}$/));

const integer = v.pipe(
	v.union([v.number(), v.pipe(v.string(), v.regex(/^\d{1,16}$/), v.transform(Number))]),
	v.safeInteger(),
	v.minValue(0),
);

const time = v.fallback(v.nullable(v.pipe(integer, v.maxValue(lastTime))), null);

const word = (pattern: RegExp) => v.fallback(v.nullable(v.pipe(v.string(), v.regex(pattern))), null);

/** A name to show. Shown names are cleaned again; here, so that a filter or a log sees no escape sequences either. */
const label = v.fallback(
	v.nullable(
		v.pipe(
			v.string(),
			v.transform(text => cleanLabel(text) || null),
		),
	),
	null,
);

const registryFile = v.object({
	sessionId: id,
	pid: v.optional(integer),
	procStart: v.fallback(
		v.nullable(v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.regex(/^[\x20-\x7e]{1,64}$/))),
		null,
	),
	kind: v.optional(v.unknown()),
	spare: v.optional(v.unknown()),
	entrypoint: v.optional(v.unknown()),
	status: v.fallback(v.picklist<readonly ProcessStatus[]>(statuses), 'unknown'),
	waitingFor: label,
	name: label,
	// A path is data: kept as it is, whatever it holds, but no file name holds a zero.
	cwd: v.fallback(v.pipe(v.string(), v.maxLength(4096), v.excludes('\0')), ''),
	startedAt: time,
	statusUpdatedAt: time,
	version: word(/^[\w.+-]{1,40}$/),
	tmux: word(/^[^\p{Cc}]{1,256}:@\d{1,9}\.%\d{1,9}$/u),
	jobId: v.fallback(v.nullable(id), null),
	parkedJobId: v.fallback(v.nullable(id), null),
	updatedAt: time,
	pidDomain: v.fallback(v.nullable(v.pipe(v.string(), v.maxLength(512))), null),
});

export interface RegistryFileFacts {
	configDir: string;
	/** From the file's name, which is what counts. */
	pid: number;
	/** When the session started, if the file does not say, in ms: e.g. the file's own time. */
	fallbackStartedAt: number;
}

/** Reads the text of one registry file. Never throws. */
export function parseRegistryFile(text: string, facts: RegistryFileFacts): RegistryReading {
	const json = parseObject(text);
	if (json === null) return {type: 'broken', reason: 'not whole JSON'};
	const result = v.safeParse(registryFile, json);
	if (!result.success)
		return {type: 'broken', reason: `${v.getDotPath(result.issues[0]) ?? 'content'} is not as expected`};
	const file = result.output;
	if (internalKinds.includes(file.kind) || file.spare === true) return {type: 'internal'};
	// A copied file would show one process twice, and keys would go to the wrong one.
	if (file.pid !== undefined && file.pid !== facts.pid)
		return {type: 'broken', reason: 'its pid is not the one in its name'};
	return {
		type: 'session',
		pidDomain: file.pidDomain,
		parkedJobId: file.parkedJobId,
		updatedAt: file.updatedAt ?? file.statusUpdatedAt,
		process: {
			configDir: facts.configDir,
			pid: facts.pid,
			procStart: file.procStart,
			sessionId: file.sessionId,
			kind: file.kind === 'bg' ? 'bg' : isHeadless(file.entrypoint) ? 'headless' : 'interactive',
			status: file.status,
			waitingFor: file.status === 'waiting' ? file.waitingFor : null,
			name: file.name,
			cwd: file.cwd,
			startedAt: file.startedAt ?? facts.fallbackStartedAt,
			statusSince: file.statusUpdatedAt,
			version: file.version,
			tmux: file.tmux,
			jobId: file.jobId,
			runsElsewhere: false,
		},
	};
}

/** `claude -p` that goes on for several messages, and what the SDK runs, register as interactive (seen in 2.1.330). */
const isHeadless = (entrypoint: unknown) => typeof entrypoint === 'string' && entrypoint.startsWith('sdk');
