import {linkSync, mkdirSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import fc from 'fast-check';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {resolveConfigFolders} from '../../source/index/config-folders.ts';
import {discoverTranscripts, subagentFolders} from '../../source/index/discover.ts';
import {reasonOf} from '../../source/platform/files.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

const one = '11111111-1111-4111-8111-111111111111';
const two = '22222222-2222-4222-8222-222222222222';

let folder: TemporaryFolder;
let problems: Record<string, string>;
beforeEach(() => {
	folder = temporaryFolder();
	problems = {};
	mkdirSync(folder.at('claude', 'projects'), {recursive: true});
});
afterEach(() => folder.remove());

const project = (...names: string[]) => folder.at('claude', 'projects', ...names);

function write(path: string): string {
	mkdirSync(dirname(path), {recursive: true});
	writeFileSync(path, '{}\n');
	return path;
}

function link(target: string, path: string): void {
	mkdirSync(dirname(path), {recursive: true});
	symlinkSync(target, path);
}

const discover = (...configDirs: string[]) =>
	[
		...discoverTranscripts(resolveConfigFolders(configDirs.length > 0 ? configDirs : [folder.at('claude')]), {
			onUnreadable(path, error) {
				problems[path] = reasonOf(error);
			},
		}),
	].flat();

const paths = (...configDirs: string[]) => discover(...configDirs).map(({path}) => path);

test('a transcript is known by where it lies, by size and by its times', () => {
	const main = write(project('-p', `${one}.jsonl`));
	const agent = write(project('-p', one, 'subagents', 'workflows', 'wf_1', 'agent-a1.jsonl'));
	const legacy = write(project('-p', 'agent-0a1b.jsonl'));
	write(project('-p', one, 'subagents', 'agent-a1.meta.json'));
	write(project('-p', one, 'tool-results', 'x.jsonl'));
	write(project('-p', 'notes.md'));
	write(project('stray.jsonl'));
	const stats = statSync(main);
	const found = discover();
	expect(found.map(({path, sessionId, agentId}) => [path, sessionId, agentId]).sort()).toEqual(
		[
			[main, one, null],
			[agent, one, 'a1'],
			[legacy, null, '0a1b'],
		].sort(),
	);
	expect(found.find(({path}) => path === main)).toMatchObject({
		...{relativePath: `-p/${one}.jsonl`, device: stats.dev, inode: stats.ino, sizeBytes: 3},
		...{modifiedAt: stats.mtimeMs, createdAt: stats.birthtimeMs},
		folder: {path: folder.at('claude')},
	});
	expect(problems).toEqual({});
});

describe('symbolic links', () => {
	test('to a project, to all projects and to the config folder are followed', () => {
		write(folder.at('elsewhere', '-p', `${one}.jsonl`));
		link(folder.at('elsewhere', '-p'), project('-linked'));
		link(folder.at('elsewhere'), folder.at('work', 'projects'));
		link('work', folder.at('other'));
		expect(paths()).toEqual([project('-linked', `${one}.jsonl`)]);
		expect(paths(folder.at('work'))).toEqual([folder.at('work', 'projects', '-p', `${one}.jsonl`)]);
		expect(paths(folder.at('other'))).toEqual([folder.at('other', 'projects', '-p', `${one}.jsonl`)]);
	});

	test('to what is found anyway are ignored', () => {
		const main = write(project('-p', `${two}.jsonl`));
		const agent = write(project('-p', two, 'subagents', 'agent-a1.jsonl'));
		link('-p', project('-a'));
		link('-p', project('-z'));
		link(`${two}.jsonl`, project('-p', `${one}.jsonl`));
		link('.', project('-p', two, 'subagents', 'again'));
		linkSync(main, project('-p', `${two.replace('2', '3')}.jsonl`));
		expect(paths().sort()).toEqual([main, agent].sort());
		expect(paths(folder.at('claude'), `${folder.at('claude')}/`)).toHaveLength(2);
		expect(problems).toEqual({});
	});

	test('shared by two config folders make one transcript of both', () => {
		const main = write(project('-p', `${one}.jsonl`));
		link(project('-p'), folder.at('work', 'projects', '-p'));
		expect(paths(folder.at('claude'), folder.at('work'))).toEqual([main]);
	});
});

test('reports odd entries with a reason and skips them', () => {
	const main = write(project('-p', `${one}.jsonl`));
	link('self.jsonl', project('-p', 'self.jsonl'));
	link('nowhere', project('-p', `${two}.jsonl`));
	mkdirSync(project('-p', 'folder.jsonl'));
	link('-loop', project('-loop'));
	link('/unmounted/-q', project('-q'));
	expect(paths()).toEqual([main]);
	expect(problems).toEqual({
		[project('-p', 'self.jsonl')]: 'a symbolic link that leads back to itself: remove it',
		[project('-p', `${two}.jsonl`)]: 'it is a symbolic link that leads nowhere',
		[project('-p', 'folder.jsonl')]: 'it is not a plain file',
		[project('-loop')]: 'a symbolic link that leads back to itself: remove it',
		[project('-q')]: 'it is a symbolic link that leads nowhere',
	});
	expect(paths(folder.at('nowhere'))).toEqual([]);
});

test('a session’s subagent folders are given with what is in them, loops once', () => {
	const subagents = project('-p', one, 'subagents');
	expect(subagentFolders(subagents)).toEqual([]);
	write(join(subagents, 'agent-a1.jsonl'));
	write(join(subagents, 'workflows', 'wf.1', 'agent-a2.meta.json'));
	link('..', join(subagents, 'workflows', 'up'));
	expect(subagentFolders(subagents).map(({path, names}) => [path, [...names].sort()])).toEqual([
		[subagents, ['agent-a1.jsonl', 'workflows']],
		[join(subagents, 'workflows'), ['up', 'wf.1']],
		[join(subagents, 'workflows', 'wf.1'), ['agent-a2.meta.json']],
	]);
});

/** Names as file systems allow them and nobody expects them: long, with dots, line breaks, control characters, spaces. */
const oddName = fc
	.oneof(
		fc.string({minLength: 1, maxLength: 60, unit: 'grapheme'}),
		fc.string({minLength: 1, maxLength: 40, unit: fc.constantFrom('.', '\n', ' ', '-', '\x1b', '\\', 'é', 'a')}),
		fc.constantFrom('x'.repeat(255), '..a', '-rf', '*', `${one}`, 'é'.repeat(127)),
	)
	.filter(name => !/[/\0]/.test(name) && !/^\.\.?$/.test(name) && Buffer.byteLength(name) <= 255)
	.filter(name => name.isWellFormed());

type Odd = 'self' | 'dangling' | 'folder';
interface World {
	/** Real folders, inside `projects` or linked from there, with so many conversations. */
	projects: {name: string; inside: boolean; conversations: number; subagents: boolean; odd: Odd[]}[];
	/** Further links to those by number. */
	links: {name: string; to: number}[];
}

const world: fc.Arbitrary<World> = fc.record({
	projects: fc.uniqueArray(
		fc.record({
			name: oddName,
			inside: fc.boolean(),
			conversations: fc.nat({max: 3}),
			subagents: fc.boolean(),
			odd: fc.uniqueArray(fc.constantFrom<Odd>('self', 'dangling', 'folder')),
		}),
		{maxLength: 5, selector: ({name}) => name.normalize('NFC').toLowerCase()},
	),
	links: fc.uniqueArray(fc.record({name: oddName, to: fc.nat({max: 4})}), {
		maxLength: 4,
		selector: ({name}) => name.normalize('NFC').toLowerCase(),
	}),
});

test('in any world each transcript is found once, and each odd entry is reported', () => {
	let made = 0;
	const check = ({projects, links}: World) => {
		const configDir = folder.at(`world-${made++}`);
		const outside = folder.at(`outside-${made}`);
		const root = join(configDir, 'projects');
		const taken = new Set(projects.map(({name}) => name.normalize('NFC').toLowerCase()));
		const expected: string[] = [];
		const odd: string[] = [];
		mkdirSync(root, {recursive: true});
		for (const {name, inside, conversations, subagents, odd: oddities} of projects) {
			const real = join(inside ? root : outside, name);
			const found = join(root, name);
			mkdirSync(real, {recursive: true});
			if (!inside) symlinkSync(real, found);
			for (let index = 0; index < conversations; index++) {
				const id = one.replace('1', String(index));
				write(join(real, `${id}.jsonl`));
				expected.push(join(found, `${id}.jsonl`));
				if (!subagents) continue;
				write(join(real, id, 'subagents', 'agent-a.jsonl'));
				expected.push(join(found, id, 'subagents', 'agent-a.jsonl'));
			}
			for (const kind of oddities) {
				const path = `${kind}.jsonl`;
				if (kind === 'self') symlinkSync(path, join(real, path));
				else if (kind === 'dangling') symlinkSync('/nowhere/at/all', join(real, path));
				else mkdirSync(join(real, path));
				odd.push(join(found, path));
			}
		}
		for (const {name, to} of links) {
			const target = projects[to];
			if (taken.has(name.normalize('NFC').toLowerCase())) continue;
			// What nothing is left for leads back to all projects: a loop.
			if (!target) symlinkSync('.', join(root, name));
			else if (target.inside) symlinkSync(target.name, join(root, name));
		}
		problems = {};
		expect(paths(configDir).sort()).toEqual(expected.sort());
		expect(Object.keys(problems).sort()).toEqual(odd.sort());
	};
	fc.assert(fc.property(world, check), {numRuns: 200});
});
