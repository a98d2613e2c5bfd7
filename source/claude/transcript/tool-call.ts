/** A tool call in readable form: what it would do, in one line and in full. */
import {clean, cleanLabel} from '../clean.ts';
import type {ToolCall} from '../turn.ts';
import {asObject, asText, asTime, type JsonObject} from './object.ts';

const summaryLength = 200;
const detailLines = 60;
const detailLineLength = 400;
const mostChoices = 20;
const mostQuestions = 8;

/** The calls in an answer's record; empty if there are none. */
export function toolCallsOf(record: JsonObject): ToolCall[] {
	const content = asObject(record.message)?.content;
	const at = asTime(record.timestamp);
	return (Array.isArray(content) ? content : []).flatMap(entry => {
		const block = asObject(entry);
		const [id, tool] = [asText(block?.id), asText(block?.name)];
		if (block?.type !== 'tool_use' || id === null || tool === null) return [];
		const input = asObject(block.input) ?? {};
		return [{id, tool: cleanLabel(tool, 80), at, ...described(tool, input)}];
	});
}

/** Fields of a Bash call that do not affect what it does. */
const idleFields = ['command', 'description', 'timeout'];

/**
 * Everything a call would do, line by line, for the user who has to allow it. Null if it contains characters that a terminal
 * does not show, or that reorder others.
 */
export function wholeInput({tool, input}: {tool: string; input: JsonObject}): string[] | null {
	return shownWhole(wholeLines(tool, input));
}

/** Null if it contains characters that a terminal does not show, or that reorder others. */
export function shownWhole(texts: readonly string[]): string[] | null {
	const lines = texts.map(line => line.replaceAll('\t', '    ').trimEnd());
	return lines.every(line => clean(line) === line.replace(/ {2,}/g, ' ').trim()) ? lines : null;
}

function wholeLines(tool: string, input: JsonObject): string[] {
	const path = asText(input.file_path) ?? '';
	switch (tool) {
		case 'Bash': {
			const others = Object.entries(input).filter(([name]) => !idleFields.includes(name));
			return [...splitLines(asText(input.command) ?? ''), ...fieldLines(others)];
		}
		case 'Write':
			return [path, ...splitLines(asText(input.content) ?? '').map(line => `+ ${line}`)];
		case 'Edit': {
			const {removed, added} = changedLines(asText(input.old_string) ?? '', asText(input.new_string) ?? '');
			const where = input.replace_all === true ? `${path} (everywhere in it)` : path;
			return [where, ...removed.map(line => `− ${line}`), ...added.map(line => `+ ${line}`)];
		}
		case 'AskUserQuestion': {
			const {summary, detail} = question(input);
			return [summary ?? '', ...detail];
		}
		case 'ExitPlanMode':
			return splitLines(asText(input.plan) ?? '');
		default:
			return fieldLines(Object.entries(input));
	}
}

const fieldLines = (fields: readonly (readonly [string, unknown])[]): string[] =>
	fields.flatMap(([name, value]) =>
		typeof value === 'string' ? splitLines(`${name}: ${value}`) : [`${name}: ${JSON.stringify(value)}`],
	);

type Described = Pick<ToolCall, 'summary' | 'detail'>;

function described(tool: string, input: JsonObject): Described {
	switch (tool) {
		case 'AskUserQuestion':
			return question(input);
		case 'ExitPlanMode':
			return {summary: firstLine(asText(input.plan)), detail: linesOf(asText(input.plan))};
		case 'Edit':
		case 'MultiEdit':
			return edit(input);
		case 'Write':
			return written(input, asText(input.content));
		default:
			return other(input);
	}
}

function question(input: JsonObject): Described {
	const questions = (Array.isArray(input.questions) ? input.questions : []).map(asObject);
	const [first] = questions;
	const text = asText(first?.question);
	if (questions.length <= 1) {
		return {summary: text === null ? null : cleanLabel(text, summaryLength), detail: choices(first)};
	}
	// Only the session's screen shows which of them is being asked. The summary has the first.
	const all = questions
		.slice(0, mostQuestions)
		.flatMap(one => [cleanLabel(asText(one?.question) ?? '', detailLineLength), ...choices(one)])
		.slice(1);
	return {summary: cleanLabel(`${questions.length} questions: ${text ?? ''}`, summaryLength), detail: all};
}

function choices(question: JsonObject | null | undefined): string[] {
	const options = Array.isArray(question?.options) ? question.options.map(asObject) : [];
	return options.slice(0, mostChoices).map((option, index) => {
		const description = asText(option?.description);
		const text = `${index + 1}. ${asText(option?.label) ?? ''}${description ? `: ${description}` : ''}`;
		return cleanLabel(text, detailLineLength);
	});
}

/** The options of the first question, in the order shown. */
export function choiceLabels(input: JsonObject): string[] {
	const [first] = Array.isArray(input.questions) ? input.questions.map(asObject) : [];
	return (Array.isArray(first?.options) ? first.options : []).map(option => asText(asObject(option)?.label) ?? '');
}

/** `src/a.ts +3 −1`, and the lines removed and added. */
function edit(input: JsonObject): Described {
	const list = Array.isArray(input.edits) ? input.edits.map(asObject) : [input];
	const changes = list.map(one => changedLines(asText(one?.old_string) ?? '', asText(one?.new_string) ?? ''));
	const removed = changes.reduce((sum, change) => sum + change.removed.length, 0);
	const added = changes.reduce((sum, change) => sum + change.added.length, 0);
	const lines = changes.flatMap(change => [
		...change.removed.map(line => `− ${line}`),
		...change.added.map(line => `+ ${line}`),
	]);
	return {
		summary: cleanLabel(`${asText(input.file_path) ?? ''} +${added} −${removed}`, summaryLength),
		detail: bounded(lines),
	};
}

function written(input: JsonObject, content: string | null): Described {
	const lines = splitLines(content ?? '');
	return {
		summary: cleanLabel(`${asText(input.file_path) ?? ''} +${lines.length}`, summaryLength),
		detail: bounded(lines.map(line => `+ ${line}`)),
	};
}

/** The lines in which two texts differ, without those they share at the start and the end. */
function changedLines(before: string, after: string): {removed: string[]; added: string[]} {
	const [old, now] = [splitLines(before), splitLines(after)];
	const shorter = Math.min(old.length, now.length);
	let head = 0;
	while (head < shorter && old[head] === now[head]) head++;
	let tail = 0;
	while (tail < shorter - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
	return {removed: old.slice(head, old.length - tail), added: now.slice(head, now.length - tail)};
}

const splitLines = (text: string): string[] => (text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/));

/** The most telling inputs, in order of preference; third-party tools may have any. */
const tellingInputs = [
	'command',
	'file_path',
	'notebook_path',
	'path',
	'pattern',
	'url',
	'query',
	'description',
	'prompt',
];

function other(input: JsonObject): Described {
	const name =
		tellingInputs.find(key => asText(input[key]) !== null) ?? Object.keys(input).find(key => asText(input[key]));
	const text = name === undefined ? null : asText(input[name]);
	return {summary: firstLine(text), detail: linesOf(text)};
}

const linesOf = (text: string | null): string[] => bounded(splitLines(text ?? ''));

/** A line without information would only take space. */
function firstLine(text: string | null): string | null {
	const lines = splitLines(text ?? '').filter(line => clean(line.slice(0, detailLineLength)) !== '');
	if (lines.length === 0) return null;
	return cleanLabel(lines.length > 1 ? `${lines[0]} …` : lines[0]!, summaryLength);
}

function bounded(lines: readonly string[]): string[] {
	const shown = lines.slice(0, detailLines).map(line => cleanLabel(line, detailLineLength));
	return lines.length > detailLines ? [...shown.slice(0, -1), `… ${lines.length - detailLines + 1} more lines`] : shown;
}
