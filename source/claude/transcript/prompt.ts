/**
 * What the user typed, as opposed to what Claude Code adds to the conversation by itself. Newer versions name the origin of
 * a prompt (`turnOrigin`, `origin`, `promptSource`); older ones are judged by the text alone.
 */
import {asObject, asText, type JsonObject} from './object.ts';

export interface Prompt {
	human: boolean;
	/** Its first 200 characters. */
	text: string;
	/** Its first 2,000, where it is longer than `text`. */
	longText?: string;
	/** The slash command without its slash; null if it was none. */
	command: string | null;
}

const shownCharacters = 200;
const searchedCharacters = 2000;

/** Texts wrapped in these tags come from Claude Code, whatever origin the line names. */
const machineText =
	/^<(local-command-(caveat|stdout|stderr)|bash-(stdout|stderr)|system-reminder|ide_\w+|user-memory-input)\b|^Caveat: |^\[Request interrupted by user/;
const machineTurn = /^<(task-notification|teammate-message|cross-session-message|scheduled-task|channel|tick)\b/;

/** The prompt of a user line; null if the line is something else: a tool result, a summary, a command's output. */
export function promptOf(line: JsonObject): Prompt | null {
	if (line.isMeta === true || line.isCompactSummary === true || line.isSidechain === true) return null;
	if (line.toolUseResult !== undefined || line.isVisibleInTranscriptOnly === true) return null;
	const text = textOf(asObject(line.message)?.content);
	if (text === null) return null;
	return readPrompt(text, isHuman(line, text));
}

/** The prompt of a `queued_command` attachment: typed while Claude was working. */
export function queuedPromptOf(line: JsonObject): Prompt | null {
	const attachment = asObject(line.attachment);
	if (attachment?.type !== 'queued_command' || attachment.isMeta === true || line.isSidechain === true) return null;
	const text = textOf(attachment.prompt);
	return text === null ? null : readPrompt(text, isHuman(attachment, text));
}

/** What a slash command printed, without the tags around it; null if empty or something else. */
export function commandOutput(text: string): string | null {
	const output = /^\s*<local-command-(stdout|stderr)>([\s\S]*?)<\/local-command-\1>/.exec(text)?.[2];
	const plain = output?.replace(/\u001b\[[\d;?]*[ -/]*[@-~]/g, '').trim();
	return plain ? shorten(plain) : null;
}

/** The text of a message's content; null if it holds tool results, or no text from the user. */
function textOf(content: unknown): string | null {
	if (typeof content === 'string') return content;
	if (!Array.isArray(content)) return null;
	let first: string | null = null;
	let image = false;
	for (const entry of content) {
		const block = asObject(entry);
		if (block?.type === 'tool_result') return null;
		if (block?.type === 'image' || block?.type === 'document') image = true;
		const text = block?.type === 'text' ? asText(block.text) : null;
		if (text && first === null && !machineText.test(text)) first = text;
	}
	return first ?? (image ? '[image]' : null);
}

function readPrompt(text: string, human: boolean): Prompt | null {
	if (machineText.test(text)) return null;
	const command = /<command-name>\s*\/?([^<\s]+)\s*<\/command-name>/.exec(text)?.[1];
	if (command && text.startsWith('<command-')) {
		const args = /<command-args>([\s\S]*?)<\/command-args>/.exec(text)?.[1]?.trim();
		return {human, ...textsOf(args ? `/${command} ${args}` : `/${command}`), command};
	}
	const shell = /^<bash-input>([\s\S]*?)<\/bash-input>/.exec(text)?.[1];
	if (shell !== undefined) return {human, ...textsOf(`! ${shell.trim()}`), command: null};
	// Notifications come in tags, with a readable line inside.
	const summary = human ? undefined : /<summary>([^<]+)<\/summary>/.exec(text)?.[1];
	return {human, ...textsOf((summary ?? text).trim()), command: null};
}

/** Headless prompts (`sdk`) count as the user's: somebody asked for them. */
function isHuman(line: JsonObject, text: string): boolean {
	const kind = asText(asObject(line.origin)?.kind);
	if (kind) return kind === 'human' || kind === 'person' || kind === 'composer';
	const turn = asText(line.turnOrigin);
	if (turn) return turn === 'human' || turn === 'sdk';
	if (line.promptSource === 'system') return false;
	return !machineTurn.test(text);
}

function textsOf(text: string): Pick<Prompt, 'text' | 'longText'> {
	if (text.length <= shownCharacters) return {text};
	return {text: shorten(text), longText: shorten(text, searchedCharacters)};
}

/** The first characters, never half of one. */
export function shorten(text: string, most = shownCharacters): string {
	if (text.length <= most) return text;
	return text.slice(0, isHighSurrogate(text.charCodeAt(most - 1)) ? most - 1 : most);
}

function isHighSurrogate(code: number): boolean {
	return code >= 0xd8_00 && code < 0xdc_00;
}
