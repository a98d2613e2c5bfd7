/** What a request to the stub is for, read off the request alone: the truth that telemetry's `query_source` is compared with. */

export interface ContentBlock {
	type: string;
	text?: string;
	content?: string | ContentBlock[];
	cache_control?: {ttl?: string};
}

export interface MessagesRequest {
	model: string;
	stream?: boolean;
	system?: string | ContentBlock[];
	tools?: unknown[];
	messages: {role: 'user' | 'assistant'; content: string | ContentBlock[]}[];
}

export type StubPurpose =
	| 'main'
	| 'subagent'
	| 'title'
	| 'compact'
	/** After each turn of a background session: is it done, does it need its user? */
	| 'job-classifier'
	/** And a few words on what it is about. */
	| 'job-label'
	/** Auto mode's check of a tool call. */
	| 'safety-classifier'
	/** What the person might type next. */
	| 'prompt-suggestion'
	/** A recap for somebody who comes back. */
	| 'away-summary'
	/** Anything else that brings no tools. */
	| 'auxiliary';

/** Text of a message or system prompt; blocks without text are left out. */
export function textOf(content: string | ContentBlock[] | undefined): string {
	if (typeof content === 'string') return content;
	return (content ?? []).map(block => block.text ?? (block.content ? textOf(block.content) : '')).join('\n');
}

export function purposeOf(request: MessagesRequest): StubPurpose {
	const system = textOf(request.system);
	const last = textOf(request.messages.at(-1)?.content);
	if (system.includes('cc_is_subagent=true')) return 'subagent';
	if (system.includes('naming a coding session')) return 'title';
	if (system.includes('kicked off a Claude Code agent')) return 'job-classifier';
	if (last.startsWith('[SUGGESTION MODE')) return 'prompt-suggestion';
	if (last.startsWith('The user stepped away')) return 'away-summary';
	if (last.includes('label for this job')) return 'job-label';
	if (system.includes('security monitor for autonomous')) return 'safety-classifier';
	if (/do not call any tools/i.test(last) && /summary/i.test(last)) return 'compact';
	return request.tools?.length ? 'main' : 'auxiliary';
}
