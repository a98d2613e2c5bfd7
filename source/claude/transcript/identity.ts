/** Which conversation a transcript file belongs to, by its path alone. */

export interface TranscriptIdentity {
	/** Null for subagents of old versions, stored beside the conversations: only their lines name the conversation. */
	sessionId: string | null;
	/** Null for a conversation's own transcript. */
	agentId: string | null;
}

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
const agentFile = /^agent-(.+)\.jsonl$/;

/**
 * `relativePath` is the path inside `projects/`: `slug/<sessionId>.jsonl`, `slug/<sessionId>/subagents/…/agent-<id>.jsonl`
 * (workflows nest them deeper) or, in old versions, `slug/agent-<id>.jsonl`. Null: not a transcript.
 */
export function identify(relativePath: string): TranscriptIdentity | null {
	const [, second = '', third, ...deeper] = relativePath.split('/');
	const agentId = agentFile.exec(deeper.at(-1) ?? third ?? second)?.[1];
	if (third === undefined) {
		if (agentId) return {sessionId: null, agentId};
		const sessionId = second.endsWith('.jsonl') ? second.slice(0, -6) : '';
		return sessionId === '' ? null : {sessionId, agentId: null};
	}
	if (third !== 'subagents' || !agentId || !uuid.test(second)) return null;
	return {sessionId: second, agentId};
}

const longestSlug = 200;

/**
 * The name of the folder with a working directory's transcripts: everything but ASCII letters and digits becomes a dash.
 * A long name is cut and gets a hash of the whole path.
 */
export function slugOf(cwd: string): string {
	const slug = cwd.replace(/[^A-Za-z0-9]/g, '-');
	return slug.length <= longestSlug ? slug : `${slug.slice(0, longestSlug)}-${Math.abs(hash32(cwd)).toString(36)}`;
}

/** 31 × hash + code unit, in 32 bits. */
function hash32(text: string): number {
	let hash = 0;
	for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
	return hash;
}
