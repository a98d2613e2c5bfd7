/** What many requests have in common, stored once for all of them. */
import type {Purpose} from '../claude/telemetry/purpose.ts';

export interface RequestClass {
	/** Distinguishes classes in keys made of numbers; differs from one run of the program to the next. */
	readonly id: number;
	/** As Claude Code or the API wrote it. */
	readonly model: string;
	readonly speed: 'standard' | 'fast';
	readonly inferenceGeo: string | null;
	readonly purpose: Purpose;
	/** Claude Code's own word for a background request; null for other purposes. */
	readonly cause: string | null;
	readonly agentId: string | null;
}

const interned = new Map<string, RequestClass>();
/** Names of subagents come from files: at this many classes all are forgotten, and those in use come back. */
const maxInterned = 2000;
let nextId = 1;
let last: RequestClass | null = null;

/** The same object for the same class, until it is forgotten because there are too many others. */
export function classOf(request: Omit<RequestClass, 'id'>): RequestClass {
	const {model, speed, inferenceGeo, purpose, cause, agentId} = request;
	// The next request is usually like the last one.
	if (
		last?.model === model &&
		last.speed === speed &&
		last.inferenceGeo === inferenceGeo &&
		last.purpose === purpose &&
		last.cause === cause &&
		last.agentId === agentId
	)
		return last;
	last = intern(request);
	return last;
}

function intern({model, speed, inferenceGeo, purpose, cause, agentId}: Omit<RequestClass, 'id'>): RequestClass {
	const key = `${model}\n${speed}\n${inferenceGeo}\n${purpose}\n${cause}\n${agentId}`;
	const known = interned.get(key);
	if (known) return known;
	const made = {id: nextId++, model, speed, inferenceGeo, purpose, cause, agentId};
	if (interned.size >= maxInterned) interned.clear();
	interned.set(key, made);
	return made;
}
