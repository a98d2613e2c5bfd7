/** An answer's line (`type: "assistant"`): what one request used, and which files its tool calls name. */
import {fastFound, foundFiles, foundText, foundTime, sidechain, usageFound} from './line.ts';
import {asObject, asText, asTime, filesOf, type JsonObject, usageFromObject} from './object.ts';
import {foundCounts, toUsageRead, type UsageRead} from './usage.ts';

export interface Answer {
	messageId: string | null;
	requestId: string | null;
	model: string | null;
	at: number | null;
	read: UsageRead | null;
	isSidechain: boolean;
	agentId: string | null;
	/** The conversation that the line says it is in; in a copy made by a fork, the fork. */
	sessionId: string | null;
	/** The conversation whose request it was, in a copy made by a fork. */
	requestSessionId: string | null;
	cwd: string | null;
	gitBranch: string | null;
	version: string | null;
	files: string[];
}

/** From the walk that has just read the line. */
export function answerFromBytes(bytes: Buffer): Answer {
	return {
		messageId: foundText(bytes, 'messageId'),
		requestId: foundText(bytes, 'requestId'),
		model: foundText(bytes, 'model'),
		at: foundTime(bytes),
		read: usageFound() ? toUsageRead(foundCounts, fastFound(), foundText(bytes, 'inferenceGeo'), null) : null,
		isSidechain: sidechain(),
		agentId: foundText(bytes, 'agentId'),
		sessionId: foundText(bytes, 'sessionId'),
		requestSessionId: foundText(bytes, 'requestSessionId'),
		cwd: foundText(bytes, 'cwd'),
		gitBranch: foundText(bytes, 'gitBranch'),
		version: foundText(bytes, 'version'),
		files: foundFiles(bytes),
	};
}

export function answerFromObject(line: JsonObject): Answer | 'invalid' {
	const message = asObject(line.message);
	const usage = asObject(message?.usage);
	const read = usage ? usageFromObject(usage) : null;
	if (read === 'invalid') return 'invalid';
	return {
		messageId: asText(message?.id),
		requestId: asText(line.requestId),
		model: asText(message?.model),
		at: asTime(line.timestamp),
		read,
		isSidechain: line.isSidechain === true,
		agentId: asText(line.agentId),
		sessionId: asText(line.sessionId),
		requestSessionId: asText(line.requestSessionId) ?? asText(asObject(line.forkedFrom)?.sessionId),
		cwd: asText(line.cwd),
		gitBranch: asText(line.gitBranch),
		version: asText(line.version),
		files: filesOf(message?.content),
	};
}
