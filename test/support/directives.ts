/**
 * How a test steers the stub's answer from inside a prompt: `[[words 200]] [[delay 1500]]`, anywhere in the text.
 * Tests write them with `steer()`; the stub reads them with `readDirectives()`.
 */

export interface ToolDirective {
	name: string;
	input: Record<string, unknown>;
}

export interface Directives {
	/** Length of the answer in words. */
	words?: number;
	/** Milliseconds before the first byte of the answer. */
	delay?: number;
	/** Characters a second of this answer. */
	speed?: number;
	/** Answer with a thinking block of so many words first: one more content block, one more transcript line. */
	think?: number;
	/** Answer with a call of this tool. The input may hold directives of its own, e.g. in a subagent's prompt. */
	tool?: ToolDirective;
	/** Or with calls of several in one answer. */
	tools?: readonly ToolDirective[];
	/** Overrides single fields of the usage, by their wire names; `ephemeral_1h_input_tokens` is a part of the cache creation. */
	usage?: Record<string, unknown>;
	/** Answer with this HTTP status so many times (once when not said); Claude Code tries again. */
	error?: {status: number; times?: number};
}

const names = ['words', 'delay', 'speed', 'think', 'tool', 'tools', 'usage', 'error'] as const;

/** A prompt text with its directives, on one line so that it can be typed. */
export function steer(text: string, directives: Directives): string {
	const parts = names.flatMap(name => {
		if (directives[name] === undefined) return [];
		if (name === 'tool') return [`[[tool ${directives.tool!.name} ${JSON.stringify(directives.tool!.input)}]]`];
		if (name === 'error') return [`[[error ${directives.error!.status} ${directives.error!.times ?? 1}]]`];
		return [`[[${name} ${JSON.stringify(directives[name])}]]`];
	});
	return [text, ...parts].join(' ');
}

/** The directives in a text. Those inside another's JSON belong to the receiver of that JSON, and are left alone. */
export function readDirectives(text: string): Directives {
	const found: Directives = {};
	const opening = /\[\[(words|delay|speed|think|tool|tools|usage|error) /g;
	for (let match = opening.exec(text); match; match = opening.exec(text)) {
		// JSON may itself contain `]]`: the directive ends at the first one that makes sense of it.
		for (let end = text.indexOf(']]', opening.lastIndex); end >= 0; end = text.indexOf(']]', end + 1)) {
			const value = readOne(match[1]!, text.slice(opening.lastIndex, end));
			if (!value) continue;
			Object.assign(found, value);
			opening.lastIndex = end + 2;
			break;
		}
	}
	return found;
}

function readOne(name: string, argument: string): Directives | null {
	try {
		if (name === 'tool') {
			const [tool = '', ...rest] = argument.split(' ');
			return {tool: {name: tool, input: JSON.parse(rest.join(' '))}};
		}
		if (name === 'error') {
			const [status, times] = argument.split(' ').map(Number);
			return status ? {error: {status, times: times || 1}} : null;
		}
		return {[name]: JSON.parse(argument)};
	} catch {
		return null;
	}
}
