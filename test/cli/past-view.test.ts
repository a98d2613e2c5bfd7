/** The list of past conversations behind its view: what it holds as answers come in. How it is drawn is in test/ui/past. */
import {describe, expect, test} from 'vitest';
import type {FoundElsewhere, HostConversations} from '../../source/cli/hosts/host-conversations.ts';
import {openLazyPast} from '../../source/cli/past-view.ts';
import type {ResumePorts} from '../../source/control/commands/resume-command.ts';
import type {PastConversation} from '../../source/core/past-conversation.ts';
import type {Session} from '../../source/core/session.ts';
import type {PastReader} from '../../source/reports/sessions/past-reader.ts';
import {fakeSession} from '../support/fake-fleet.ts';
import {waitFor} from '../support/wait.ts';

const conversation = (title: string, lastAt: number, host?: string): PastConversation => ({
	...{sessionId: `id of ${title}`, configDir: '/c', title, lastPrompt: null, cwd: '/w', gitBranch: null, lastAt},
	...{costUsd: 1, partial: false, ...(host !== undefined && {host})},
});

/** `own`: of this machine. `there`: what other machines have found so far. */
function open({
	own = [] as PastConversation[],
	sessions = [] as Session[],
	ports = null as ResumePorts | null,
	isThere = true,
} = {}) {
	const there: FoundElsewhere & {conversations: PastConversation[]} = {conversations: [], missing: [], cut: []};
	const events: string[] = [];
	let report = (_: number) => {};
	let finish = () => {};
	let answered = () => {};
	const reader: PastReader = {
		find(search) {
			const found = own.filter(({title}) => title?.includes(search));
			return {count: found.length, isCut: false, at: index => found[index] ?? null};
		},
		refresh(onProgress) {
			events.push('refresh');
			report = onProgress;
			return new Promise(resolve => {
				finish = resolve;
			});
		},
		close: async () => void events.push('close'),
	};
	const elsewhere: HostConversations = {
		find: () => there,
		// The one called `twin` is this machine once more.
		placeOf: name => (name === 'twin' ? undefined : name),
		refresh: () => void events.push('ask elsewhere'),
		onChange(listener) {
			answered = listener;
		},
	};
	const past = openLazyPast({
		async openReader() {
			events.push('open');
			return reader;
		},
		sessions: () => sessions,
		portsOf: () => ports,
		copyId() {},
		...(isThere && {elsewhere}),
	});
	const titles = () => Array.from({length: past.getState().count}, (_, index) => past.getState().at(index)?.title);
	return {
		past,
		there,
		events,
		titles,
		report: (part: number) => report(part),
		finish: () => finish(),
		answered: () => answered(),
	};
}

const settled = (seen: () => boolean) => waitFor(seen, {what: 'the next state', every: 1});

test('no database is opened before somebody looks, and one for all looks', async () => {
	const {past, events, report, finish} = open({own: [conversation('web', 2)]});
	expect([events, past.getState().count]).toEqual([[], 0]);
	past.refresh();
	await settled(() => events.includes('refresh'));
	// What the index has is shown at once, before what is new has been read.
	expect(past.getState()).toMatchObject({count: 1, progress: 0});
	report(0.5);
	expect(past.getState().progress).toBe(0.5);
	finish();
	await settled(() => past.getState().progress === null);
	past.refresh();
	await settled(() => events.filter(event => event === 'refresh').length === 2);
	expect(events).toEqual(['open', 'ask elsewhere', 'refresh', 'ask elsewhere', 'refresh']);
	await past.close();
	expect(events.at(-1)).toBe('close');
});

test('one that is closed unseen opens nothing', async () => {
	const {past, events} = open();
	await past.close();
	expect(events).toEqual([]);
});

test('a view is told of each change until it is closed', async () => {
	const {past} = open({own: [conversation('web', 1)]});
	let changes = 0;
	const leave = past.subscribe(() => changes++);
	past.search('we');
	expect([changes, past.getState().search]).toEqual([1, 'we']);
	leave();
	past.search('web');
	expect(changes).toBe(1);
});

describe('other machines', () => {
	test('are among the others by time as they answer, with what is missing of them', async () => {
		const {past, there, titles, events, answered} = open({own: [conversation('web', 3), conversation('api', 1)]});
		past.refresh();
		await settled(() => events.includes('refresh'));
		there.missing = ['slow'];
		there.conversations = [conversation('far', 2, 'box')];
		answered();
		expect(titles()).toEqual(['web', 'far', 'api']);
		expect(past.getState()).toMatchObject({missing: ['slow'], isCut: false});
		there.cut = [{name: 'box', latest: 200}];
		answered();
		expect(past.getState().isCut).toBe(true);
	});
});

describe('a conversation of the list', () => {
	test('is found again by its id among the latest', async () => {
		const own = Array.from({length: 250}, (_, index) => conversation(`${index}`, 250 - index));
		const {past, events} = open({own});
		past.refresh();
		await settled(() => events.includes('refresh'));
		expect([0, 199, 200].map(place => past.indexOf(`id of ${place}`))).toEqual([0, 199, null]);
	});

	test('runs if a session of the same machine, by whatever name, has it and has not ended', () => {
		const host = {name: 'box', lostAt: null, prices: null};
		const sessions = [
			fakeSession({name: 'a', sessionId: 'id of web'}),
			fakeSession({name: 'b', sessionId: 'id of over', state: 'exited'}),
			fakeSession({name: 'c', sessionId: 'id of far', host}),
		];
		const {past} = open({sessions});
		const runs = (title: string, on?: string) => past.isRunning(conversation(title, 1, on));
		expect([
			runs('web'),
			runs('web', 'twin'),
			runs('web', 'box'),
			runs('over'),
			runs('far'),
			runs('far', 'box'),
		]).toEqual([...[true, true, false, false, false, true]]);
	});

	test('that cannot be resumed says so instead of asking how', () => {
		const said: string[] = [];
		const screen = {say: (text: string) => said.push(text), choose: () => expect.unreachable()};
		open().past.resume(conversation('web', 1), 'itself', screen as never);
		expect(said).toEqual(['The demo starts no sessions']);
	});

	test('is resumed under the name by which it is listed', () => {
		const asked: string[] = [];
		const ports: ResumePorts = {resumeWays: () => ['here'], resume: async () => ''};
		const screen = {choose: (question: string) => asked.push(question)};
		open({ports}).past.resume(conversation('far', 1, 'box'), 'copy', screen as never);
		expect(asked).toEqual(['Resume a copy of box/far']);
	});
});
