/**
 * Whether a dialog on the screen asks about exactly this tool call: what it shows is compared with all of the call's
 * input in the transcript. What cannot be compared counts as different.
 */
import type {Call} from '../transcript/calls.ts';
import {asText, type JsonObject} from '../transcript/object.ts';
import {comparable} from './comparable.ts';
import type {Dialog} from './dialog.ts';
import {answersReviewed, questionShown} from './question-call.ts';

/** `cwd`: the session's folder, from which it shows paths. */
export function asksAbout(dialog: Dialog, call: Call, cwd: string | null): boolean {
	const {tool, input} = call;
	if (dialog.kind === 'plan') return tool === 'ExitPlanMode' && showsPlan(dialog, input);
	if (dialog.kind === 'question') return tool === 'AskUserQuestion' && questionShown(dialog, input) !== null;
	if (dialog.kind === 'review') return tool === 'AskUserQuestion' && answersReviewed(dialog, input) !== null;
	// A subagent's are `Bash command · from the … agent`.
	const title = dialog.title.split(' · ')[0]!;
	const {body} = dialog;
	switch (tool) {
		case 'Bash':
			return title === 'Bash command' && shows(body, input.command);
		case 'Write':
			return namesFile(dialog, input, cwd) && showsContent(title, body, asText(input.content) ?? '');
		case 'Edit':
			return title === 'Edit file' && namesFile(dialog, input, cwd) && showsEdit(body, input);
		case 'Read':
			return title === 'Read file' && shows(body, `Read(${input.file_path}${linesRead(input)})`);
		case 'Monitor':
			return title === 'Monitor' && shows(body, input.command);
		case 'NotebookEdit':
			return title === 'Edit notebook' && showsCell(dialog, input);
		case 'Skill':
			// Its arguments are not shown: another call of the skill would look the same.
			return title === `Use skill "${input.skill}"?`;
		case 'WebFetch':
			return title === 'Fetch' && shows(body, `url: ${input.url}\nprompt: ${input.prompt}`);
		case 'WebSearch':
			return title === 'Tool use' && shows(body, `Web Search("${input.query}"${domainsSearched(input)})`);
		default:
			return (
				tool.startsWith('mcp__') && title === 'Tool use' && namesTool(dialog.head, tool) && showsFields(body, input)
			);
	}
}

const shows = (rows: readonly string[], text: unknown): boolean =>
	typeof text === 'string' && comparable(text) !== '' && comparable(rows.join('\n')) === comparable(text);

/** ` · lines 3-7`; what is not known to be shown makes a text that no dialog has. */
function linesRead(input: JsonObject): string {
	const {file_path: _, offset, limit, ...others} = input;
	if (Object.keys(others).length > 0) return JSON.stringify(others);
	if (limit !== undefined) {
		const first = offset === undefined ? 1 : Number(offset);
		return ` · lines ${first}-${first + Number(limit) - 1}`;
	}
	return offset === undefined ? '' : ` · from line ${offset}`;
}

function domainsSearched(input: JsonObject): string {
	const {query: _, allowed_domains: allowed, ...others} = input;
	if (Object.keys(others).length > 0) return JSON.stringify(others);
	return Array.isArray(allowed) ? `, only allowing domains: ${allowed.join(', ')}` : '';
}

/** A cell that is replaced or inserted; what a cell that is deleted has, the call does not say. */
function showsCell({head, body}: Dialog, input: JsonObject): boolean {
	const {edit_mode: mode = 'replace', cell_id: cell, cell_type: type} = input;
	if (cell === undefined || (mode !== 'replace' && mode !== 'insert')) return false;
	const kind = type === undefined ? '' : ` (${type})`;
	const what = mode === 'insert' ? `Insert new cell for cell ${cell}${kind}` : `Replace cell contents for cell ${cell}`;
	const lines = fileLines(body, {hasSigns: mode === 'replace'});
	return (
		(mode === 'insert' || type === undefined) &&
		lines !== null &&
		shows(head, `${input.notebook_path}\n${what}`) &&
		textOf(lines, mode === 'replace' ? '+' : '') === comparable(asText(input.new_source) ?? '')
	);
}

/** A plan is shown with its Markdown drawn: letters and digits are what is left of it. Or not at all, to be turned down only. */
function showsPlan({body, answers}: Dialog, input: JsonObject): boolean {
	if (body.length === 0) return answers.every(({kind}) => kind !== 'once');
	const plain = (text: string) => text.normalize('NFC').replace(/[^\p{L}\p{N}]+/gu, '');
	const plan = plain(asText(input.plan) ?? '');
	return plan !== '' && plain(body.join('\n')) === plan;
}

/** Server and tool: `mcp__lab__store_item` is shown as `lab — Store Item Tool: (MCP)`. */
function namesTool(head: readonly string[], tool: string): boolean {
	const [, server = '', ...name] = tool.split('__');
	const plain = (text: string) => comparable(text).replace(/[_-]/g, '').toLowerCase();
	return plain(head.join('')) === plain(`${server}—${name.join('__')}Tool:(MCP)`);
}

function showsFields(rows: readonly string[], input: JsonObject): boolean {
	const fields = Object.entries(input);
	return shows(rows, fields.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join('\n'));
}

/** The path of a file as it is shown: from the session's folder on, or from the home folder. */
function namesFile({head}: Dialog, input: JsonObject, cwd: string | null): boolean {
	const path = asText(input.file_path);
	const shown = head.map(row => row.trim()).join('');
	if (path === null || shown === '') return false;
	if (shown.startsWith('~/')) return comparable(path).endsWith(comparable(shown.slice(1)));
	const absolute = shown.startsWith('/') ? shown : `${cwd}/${shown}`;
	return comparable(normal(absolute)) === comparable(normal(path));
}

/** Without `.` and `..`. */
function normal(path: string): string {
	const parts: string[] = [];
	for (const part of path.split('/')) {
		if (part === '..') parts.pop();
		else if (part !== '' && part !== '.') parts.push(part);
	}
	return `/${parts.join('/')}`;
}

interface FileLine {
	/** Of a change: ` `, `+` or `-`. */
	sign: string;
	text: string;
}

/** `  2 +text`, followed by rows without a number if it is wrapped. Null: there is something else among them. */
function fileLines(rows: readonly string[], {hasSigns}: {hasSigns: boolean}): FileLine[] | null {
	const width = /^\s*\d+(?: |$)/.exec(rows[0] ?? '')?.[0].trimEnd().length;
	if (width === undefined) return null;
	const lines: FileLine[] = [];
	for (const row of rows) {
		const isNew = /^\s*\d+$/.test(row.slice(0, width));
		if (!(isNew || row.slice(0, width).trim() === '') || !/^(?: |$)/.test(row.slice(width))) return null;
		const rest = row.slice(width + 1);
		const sign = hasSigns ? rest[0] || ' ' : '';
		const text = hasSigns ? rest.slice(1) : rest;
		if (isNew) lines.push({sign, text});
		else lines.at(-1)!.text += text;
	}
	return lines;
}

const textOf = (lines: readonly FileLine[], sign: string) =>
	comparable(
		lines
			.filter(line => line.sign === ' ' || line.sign === sign)
			.map(({text}) => text)
			.join('\n'),
	);

/** A new file is shown whole, of a changed one what is around the changes. */
function showsContent(title: string, rows: readonly string[], content: string): boolean {
	if (title === 'Create file') {
		const lines = fileLines(rows, {hasSigns: false});
		return lines !== null && comparable(lines.map(({text}) => text).join('\n')) === comparable(content);
	}
	const lines = title === 'Overwrite file' ? fileLines(rows, {hasSigns: true}) : null;
	return lines !== null && comparable(content).includes(textOf(lines, '+'));
}

/** Whether applying the edit to the file's content gives the expected content. */
function showsEdit(rows: readonly string[], input: JsonObject): boolean {
	const lines = fileLines(rows, {hasSigns: true});
	const [from, to] = [comparable(asText(input.old_string) ?? ''), comparable(asText(input.new_string) ?? '')];
	if (lines === null || from === '') return false;
	const [before, after] = [textOf(lines, '-'), textOf(lines, '+')];
	if (input.replace_all === true) return before.replaceAll(from, () => to) === after && before !== after;
	for (let at = before.indexOf(from); at >= 0; at = before.indexOf(from, at + 1)) {
		if (before.slice(0, at) + to + before.slice(at + from.length) === after) return true;
	}
	return false;
}
