import {expect, test} from 'vitest';
import {createHostConversations} from '../../../source/cli/hosts/host-conversations.ts';
import type {SameAs} from '../../../source/core/hosts/books.ts';
import type {HostLink} from '../../../source/live/hosts/link.ts';
import {waitFor} from '../../support/wait.ts';

const found = (title: string) => ({
	...{sessionId: title, configDir: '/c', title, lastPrompt: null, cwd: '/work', gitBranch: null},
	...{lastAt: 1, costUsd: null, partial: true},
});

function conversations(
	answer: (words: string) => Promise<{conversations: ReturnType<typeof found>[]}>,
	{names = ['box'], same = {}}: {names?: string[]; same?: Readonly<Record<string, SameAs>>} = {},
) {
	const asked: string[] = [];
	const ask = ({words}: {words: string}) => {
		asked.push(words);
		return answer(words);
	};
	const links = {link: () => ({ask}) as unknown as HostLink, sameAs: (name: string) => same[name] ?? null};
	const made = createHostConversations({names, links: () => links});
	let changes = 0;
	made.onChange(() => changes++);
	return {made, asked, changes: () => changes};
}

test('asks one question at a time while somebody types, ending with the last', async () => {
	const {made, asked} = conversations(async words => ({conversations: [found(words)]}));
	for (const words of ['', 'f', 'fi', 'fix']) made.find(words);
	const titles = () => made.find('fix').conversations.map(({title, host}) => [title, host]);
	await waitFor(() => titles().length > 0, {what: 'the last answer'});
	expect(titles()).toEqual([['fix', 'box']]);
	expect(asked).toEqual(['', 'fix']);
	made.refresh();
	await waitFor(() => asked.length === 3, {what: 'it to be asked again'});
});

test('a machine that cannot be asked is missing, and asked again for other words', async () => {
	const {made, asked, changes} = conversations(() => Promise.reject(new Error('it is gone')));
	made.find('fix');
	await waitFor(() => changes() === 1, {what: 'the refusal'});
	expect(made.find('fix')).toEqual({conversations: [], missing: ['box'], cut: []});
	expect(asked).toEqual(['fix']);
	made.find('fix it');
	expect(asked).toEqual(['fix', 'fix it']);
	const unconnected = createHostConversations({names: ['box'], links: () => null});
	expect(unconnected.find('')).toEqual({conversations: [], missing: ['box'], cut: []});
});

test('of a machine with hundreds of them the latest are listed, which is said; words find the others', async () => {
	const all = Array.from({length: 300}, (_, n) => found(`conversation ${n}`));
	const {made, changes} = conversations(async words => ({
		conversations: all.filter(({title}) => title.includes(words)).slice(0, 201),
	}));
	made.find('');
	await waitFor(() => changes() === 1, {what: 'the latest'});
	expect(made.find('').conversations).toHaveLength(200);
	expect(made.find('').cut).toEqual([{name: 'box', latest: 200}]);
	made.find('299');
	await waitFor(() => changes() === 2, {what: 'the one that is old'});
	expect(made.find('299')).toMatchObject({conversations: [{title: 'conversation 299'}], cut: []});
});

test('conversations that are found on another machine already are not asked for', async () => {
	const whole = {isMachine: true, isWhole: true};
	const same = {
		lan: {name: 'box', ...whole},
		here: {name: 'local', ...whole},
		more: {name: 'box', ...whole, isWhole: false},
	};
	const {made, asked, changes} = conversations(async () => ({conversations: [found('fix')]}), {
		names: ['box', 'lan', 'here', 'more'],
		same,
	});
	made.find('fix');
	await waitFor(() => changes() === 1, {what: 'the answer'});
	expect(asked).toEqual(['fix']);
	// What is in its further folders is not known.
	expect(made.find('fix')).toMatchObject({conversations: [{title: 'fix', host: 'box'}], missing: ['more']});
	expect(['box', 'lan', 'here', undefined].map(made.placeOf)).toEqual(['box', 'box', undefined, undefined]);
});
