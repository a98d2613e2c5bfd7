/**
 * Lines of `claude -p --output-format stream-json` in, events out. Never throws; what it does not know it skips.
 * Documented: https://code.claude.com/docs/en/headless and the SDK's message types.
 *
 * Claude Code writes the same conversation into a transcript. Nothing counts twice: answers join by their message ids,
 * prompts, notices and compactions by the ids of their lines, which are the same in both (seen in 2.1.330).
 */
import {clean} from '../clean.ts';
import type {Emit, ProcessInfo} from '../events.ts';
import {asObject, asText, type JsonObject, parseObject} from '../transcript/object.ts';
import {shorten} from '../transcript/prompt.ts';
import {createStreaming, type Place} from './answer.ts';
import {createHeadlessProcess} from './headless-process.ts';
import {compactionOf, messageOf, totalOf, windowOf} from './line-events.ts';
import {createOutputLines} from './output.ts';

export interface HeadlessParserOptions {
	/** The process as it was started, with the conversation it was started with. */
	process: ProcessInfo;
	emit: Emit;
	/** Milliseconds since the epoch. */
	clock: () => number;
}

export interface HeadlessParser {
	/** One line of its output. */
	line(text: string): void;
	/** A message with this id was sent to it: it is busy until it says that it is done with that. */
	sent(uuid: string): void;
	/** The process as it is now. */
	process(): ProcessInfo;
	/** The process has ended. */
	end(): void;
}

export function createHeadlessParser({process: started, emit, clock}: HeadlessParserOptions): HeadlessParser {
	const process = createHeadlessProcess(started, emit, clock);
	let model: string | null = null;

	const say = (text: string) => {
		const line = clean(text);
		if (line) emit({type: 'headless.output', sessionId: process.current().sessionId, at: clock(), text: line});
	};
	const output = createOutputLines(say);
	const streaming = createStreaming(emit);

	function init(line: JsonObject, {sessionId, at}: Place): void {
		const {configDir, cwd, version: before} = process.current();
		model = asText(line.model) ?? model;
		const version = asText(line.claude_code_version);
		process.begin({version: version ?? before});
		const facts = {cwd: asText(line.cwd) ?? cwd, ...(version ? {version} : {})};
		emit({type: 'conversation.seen', sessionId, configDir, at, ...facts});
	}

	function system(line: JsonObject, place: Place): void {
		if (line.subtype === 'init') init(line, place);
		else if (line.subtype === 'compact_boundary') emit(compactionOf(line, place));
		else if (line.subtype === 'status' && asText(line.status)) {
			process.begin();
			if (line.status === 'compacting') say('compacting');
		}
	}

	function user(line: JsonObject, place: Place): void {
		const event = messageOf(line, place);
		if (!event) return;
		emit(event);
		if (event.type === 'prompt' && event.text) say(`> ${event.text}`);
	}

	function assistant(line: JsonObject, place: Place): void {
		const message = asObject(line.message);
		if (!message) return;
		streaming.assistant(message, asText(line.request_id), place);
		if (place.parentToolUseId !== null) return;
		const isCommand = message.model === '<synthetic>';
		for (const entry of Array.isArray(message.content) ? message.content : []) {
			const block = asObject(entry);
			const text = asText(block?.text);
			if (block?.type === 'tool_use') say(`-> ${asText(block.name) ?? 'tool'} ${inputOf(block)}`);
			else if (text === null || streaming.hasStreamed(asText(message.id))) continue;
			else {
				output.add(`${text}\n`);
				// What a slash command prints is the transcript's `local_command` line with the same id.
				const id = asText(line.uuid);
				if (isCommand && id) emit({type: 'notice', sessionId: place.sessionId, at: place.at, id, text: shorten(text)});
			}
		}
	}

	function streamed(line: JsonObject, place: Place): void {
		const event = asObject(line.event);
		if (!event) return;
		process.begin();
		streaming.event(event, place);
		if (place.parentToolUseId !== null) return;
		if (event.type === 'content_block_delta') output.add(asText(asObject(event.delta)?.text) ?? '');
		else if (event.type === 'content_block_stop') output.end();
	}

	function result(line: JsonObject, place: Place): void {
		const {configDir} = process.current();
		for (const event of [totalOf(line, place), windowOf(line, place, {model, configDir})]) if (event) emit(event);
		if (line.is_error === true) say(`stopped: ${asText(line.terminal_reason) ?? asText(line.subtype) ?? 'error'}`);
		process.endTurn();
	}

	function progress(line: JsonObject): void {
		process.progress(asText(line.command_uuid), line.state !== 'queued' && line.state !== 'started');
	}

	/** After /clear, lines belong to the new conversation; only the change itself is reported in the old one. */
	function placeOf(line: JsonObject): Place {
		const sessionId = asText(line.session_id);
		const isElsewhere = sessionId !== process.current().sessionId && line.type !== 'conversation_reset';
		if (sessionId && isElsewhere) process.update({sessionId});
		const parentToolUseId = asText(line.parent_tool_use_id);
		return {sessionId: process.current().sessionId, parentToolUseId, at: clock()};
	}

	const byType = new Map<unknown, (line: JsonObject, place: Place) => void>([
		['stream_event', streamed],
		['assistant', assistant],
		['user', user],
		['system', system],
		['result', result],
		['command_lifecycle', progress],
	]);

	return {
		line(text) {
			const line = parseObject(text);
			if (!line) return;
			const place = placeOf(line);
			byType.get(line.type)?.(line, place);
		},
		sent: process.sent,
		process: process.current,
		end() {
			output.end();
			streaming.abandon();
		},
	};
}

/** What a tool call is about: its first short text. */
function inputOf(block: JsonObject): string {
	const values = Object.values(asObject(block.input) ?? {});
	const text = values.find(value => typeof value === 'string');
	return typeof text === 'string' ? text.slice(0, 120) : '';
}
