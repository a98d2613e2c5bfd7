/** The small file beside a subagent's transcript that says what kind of subagent it is: `agent-<id>.meta.json`. */
import {cleanLabel} from '../clean.ts';
import type {SubagentSeen} from '../events.ts';
import {asText, parseObject} from './object.ts';

const metaFile = /^agent-(.+)\.meta\.json$/;

export function agentIdOfMeta(fileName: string): string | null {
	return metaFile.exec(fileName)?.[1] ?? null;
}

const labelOf = (value: unknown) => cleanLabel(asText(value) ?? '') || null;

/** Null while it is not (yet) valid JSON: Claude Code rewrites it in place. */
export function parseSubagentMeta(text: string, sessionId: string, agentId: string): SubagentSeen | null {
	const meta = parseObject(text);
	return (
		meta && {
			type: 'subagent',
			sessionId,
			agentId,
			agentType: labelOf(meta.agentType),
			description: labelOf(meta.description),
			finished: typeof meta.finished === 'boolean' ? meta.finished : null,
		}
	);
}
