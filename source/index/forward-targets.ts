/**
 * Collectors that were configured before ccmon took over the address. Setup records them, and the receiver forwards
 * bodies to them. A body goes only to the targets whose `id` its `x-ccmon-forward` header names:
 * one config folder may report to an employer and the next one to nobody.
 */
import {join} from 'node:path';
import * as v from 'valibot';
import type {Problem} from '../claude/events.ts';
import {reasonOf} from '../platform/files.ts';
import {removeFile, writeOwnerFile} from '../platform/owner-file.ts';
import {readSmallFile} from '../platform/small-file.ts';

/** The header by which Claude Code's requests say whose they are; only config folders with targets send it. */
export const forwardHeader = 'x-ccmon-forward';

export interface ForwardTarget {
	/** 16 hexadecimal digits, one per config folder. */
	id: string;
	configDir: string;
	signal: 'logs' | 'metrics';
	/** The full address, path included. */
	url: string;
	/**
	 * To add to those of the incoming request, which win: what the person set for all signals, or has a helper make,
	 * still comes with every request. Values as they are sent.
	 */
	headers: Readonly<Record<string, string>>;
	protocol: 'http/json' | 'http/protobuf';
}

const shape = v.object({
	schema: v.literal(1),
	targets: v.array(
		v.object({
			id: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
			configDir: v.string(),
			signal: v.picklist(['logs', 'metrics']),
			url: v.pipe(v.string(), v.regex(/^https?:\/\//)),
			headers: v.record(v.string(), v.string()),
			protocol: v.picklist(['http/json', 'http/protobuf']),
		}),
	),
});

export const forwardTargetsPath = (stateDir: string): string => join(stateDir, 'forward.json');

/** No targets when there is no file; `problem` says why one cannot be used. Never throws. */
export function loadForwardTargets(stateDir: string): {targets: ForwardTarget[]; problem: Problem | null} {
	const path = forwardTargetsPath(stateDir);
	try {
		// Owner-only: the headers may hold the collector's secret.
		const text = readSmallFile(path, {maxBytes: 1_000_000, ownerOnly: true});
		return {targets: text === null ? [] : v.parse(shape, JSON.parse(text)).targets, problem: null};
	} catch (error) {
		const reason = reasonOf(error);
		const message = `${path} cannot be used (${reason}): your collector gets nothing until \`ccmon setup\` has run again.`;
		return {targets: [], problem: {type: 'problem', path, message, count: 1}};
	}
}

/** Replaces the targets of one config folder and keeps the others'. Throws when the file cannot be written. */
export function saveForwardTargets(stateDir: string, configDir: string, targets: readonly ForwardTarget[]): void {
	const others = loadForwardTargets(stateDir).targets.filter(target => target.configDir !== configDir);
	const all = [...others, ...targets];
	if (all.length === 0) removeFile(forwardTargetsPath(stateDir));
	else writeOwnerFile(forwardTargetsPath(stateDir), `${JSON.stringify({schema: 1, targets: all}, null, '\t')}\n`);
}
