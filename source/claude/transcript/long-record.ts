/**
 * Records longer than the walker's window. Those that a user can produce, with a picture of the largest size that the
 * Messages API accepts, are parsed whole. Of longer ones (some have hundreds of megabytes) only both ends are read, where
 * everything of interest is.
 */
import type {ConversationEvents} from './conversation.ts';
import {parseObject} from './object.ts';

/** Reads bytes from `position` into a buffer, as `readSync` does; fewer than fit only at the end of the file. */
export type ReadAt = (into: Buffer, position: number) => number;

const longestParsed = 8 * 2 ** 20;
const endBytes = 64 * 2 ** 10;

/** Reads the record between these positions in the file. False: it is not valid JSON. */
export function readLongRecord(readAt: ReadAt, start: number, end: number, conversation: ConversationEvents): boolean {
	if (end - start <= longestParsed) {
		const record = parseObject(textAt(readAt, start, end));
		if (record) conversation.record(record);
		return record !== null;
	}
	const head = textAt(readAt, start, start + endBytes);
	if (/^\{[^{]*"type":"user","message":\{"role":"user","content":\[\{"(tool_use_id|type":"tool_result)"/.test(head)) {
		conversation.toolResult(end - start, /"tool_use_id":"([\w-]{1,128})"/.exec(head)?.[1] ?? null);
		return true;
	}
	const record = parseObject(withoutContent(head, textAt(readAt, end - endBytes, end)));
	if (record?.type === 'assistant') conversation.record(record);
	return true;
}

export function textAt(readAt: ReadAt, start: number, end: number): string {
	const bytes = Buffer.alloc(end - start);
	return bytes.toString('utf8', 0, readAt(bytes, start));
}

/** An answer's record without its content: up to the content, and from the key after it. */
function withoutContent(head: string, tail: string): string {
	const content = head.indexOf('"content":[');
	const usage = tail.lastIndexOf('"usage":{');
	return content === -1 || usage === -1 ? '' : `${head.slice(0, content)}"content":[],${tail.slice(usage)}`;
}
