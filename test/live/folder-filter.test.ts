import {beforeEach, expect, test} from 'vitest';
import type {SessionEvent} from '../../source/claude/events.ts';
import {createFolderFilter, type FolderFilter} from '../../source/live/folder-filter.ts';

let told: string[];
let filter: FolderFilter;
beforeEach(() => open(false));

function open(strict: boolean): void {
	told = [];
	filter = createFolderFilter({strict, emit: event => told.push(text(event))});
}

const text = (event: SessionEvent) =>
	`${event.type}${'at' in event ? ` ${event.at}` : ''} ${'sessionId' in event ? event.sessionId : ''}`;

const classifier = (sessionId: string, at: number): SessionEvent => ({type: 'classifier', sessionId, at});
const found = (sessionId: string): SessionEvent => ({type: 'conversation.seen', sessionId, configDir: '/c'});
const reported = (sessionId: string, at: number): SessionEvent => ({
	...{type: 'reported', origin: 'statusline', sessionId, at, totalCostUsd: 1, byModel: null},
});

test('counts telemetry of an unknown conversation, unless folders were named', () => {
	filter.shared(classifier('a', 1));
	expect(told).toEqual(['classifier 1 a']);
	open(true);
	filter.shared(classifier('a', 1));
	filter.shared(classifier('b', 2));
	filter.shared(classifier('a', 3));
	expect(told).toEqual([]);
	filter.own(found('a'));
	filter.shared(classifier('a', 4));
	expect(told).toEqual(['conversation.seen a', 'classifier 1 a', 'classifier 3 a', 'classifier 4 a']);
});

test('what a status line says comes from another folder is held, and its telemetry with it', () => {
	filter.other(reported('a', 1));
	filter.shared(classifier('a', 2));
	filter.shared(classifier('b', 3));
	expect(told).toEqual(['classifier 3 b']);
	// The folder had another name then.
	filter.own(found('a'));
	filter.other(reported('a', 4));
	expect(told).toEqual([
		'classifier 3 b',
		...['conversation.seen a', 'reported 1 a', 'classifier 2 a', 'reported 4 a'],
	]);
});

test('passes on events without a conversation', () => {
	open(true);
	filter.shared({type: 'problem', path: '/p', message: 'm', count: 1});
	expect(told).toEqual(['problem ']);
});
