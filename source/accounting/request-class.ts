/** What many requests have in common, kept once for all of them. */
import type {Purpose} from '../claude/telemetry/purpose.ts';

export interface RequestKind {
	readonly model: string;
	readonly speed: 'standard' | 'fast';
	readonly inferenceGeo: string | null;
	readonly purpose: Purpose;
	readonly cause: string | null;
	readonly agentId: string | null;
}

const kinds = new Map<string, RequestKind>();
/** Models and agents are named by files: a bound, so that junk cannot grow this for ever. */
const most = 10_000;

/** The same object for the same kind, as long as there are not very many. */
export function kindOf({model, speed, inferenceGeo, purpose, cause, agentId}: RequestKind): RequestKind {
	const key = [model, speed, inferenceGeo, purpose, cause, agentId].join('\n');
	const known = kinds.get(key);
	if (known) return known;
	const kind = {model, speed, inferenceGeo, purpose, cause, agentId};
	if (kinds.size < most) kinds.set(key, kind);
	return kind;
}
