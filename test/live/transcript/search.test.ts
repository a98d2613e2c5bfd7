/** Finding transcripts in all projects while the screen goes on. */
import {mkdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {findTranscript, findTranscripts} from '../../../source/live/transcript/search.ts';
import {reasonOf} from '../../../source/platform/files.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {waitFor} from '../../support/wait.ts';

const one = '11111111-1111-4111-8111-111111111111';
const two = '22222222-2222-4222-8222-222222222222';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
	mkdirSync(folder.at('claude', 'projects'), {recursive: true});
});
afterEach(() => folder.remove());

const configDir = () => folder.at('claude');
const project = (...names: string[]) => folder.at('claude', 'projects', ...names);

function write(file: string): string {
	mkdirSync(path.dirname(file), {recursive: true});
	writeFileSync(file, '{}\n');
	return file;
}

describe("a session's transcript", () => {
	test('is found in whatever project it lies', async () => {
		write(project('-a', `${two}.jsonl`));
		const file = write(project('-b', `${one}.jsonl`));
		write(project('-c', `${two}.jsonl`));
		expect(await findTranscript(configDir(), one)).toBe(file);
	});

	test('is found through a linked project', async () => {
		write(folder.at('elsewhere', `${one}.jsonl`));
		symlinkSync(folder.at('elsewhere'), project('-a'));
		expect(await findTranscript(configDir(), one)).toBe(project('-a', `${one}.jsonl`));
	});

	test('is not found where there is none, nor without a project folder or a config folder', async () => {
		expect(await findTranscript(configDir(), one)).toBeNull();
		write(project('-a', `${two}.jsonl`));
		write(project('-a', one, 'subagents', 'agent-a1.jsonl'));
		write(project(`${one}.jsonl`));
		expect(await findTranscript(configDir(), one)).toBeNull();
		expect(await findTranscript(folder.at('nowhere'), one)).toBeNull();
	});
});

describe('the transcripts of all projects', () => {
	test('are those wanted, the oldest first, whichever folder they lie in', async () => {
		mkdirSync(folder.at('other', 'projects'), {recursive: true});
		const files = [
			write(project('-z', `${one}.jsonl`)),
			folder.at('other', 'projects', '-a', `${one}.jsonl`),
			project('-a', `${one}.jsonl`),
		] as const;
		const dirs = [configDir(), folder.at('other')];
		const all = () => findTranscripts(dirs, () => true);
		for (const [count, file] of files.slice(1).entries()) {
			// Files born within one tick of the disk's clock have no order.
			await waitFor(
				async () => {
					rmSync(file, {force: true});
					write(file);
					const times = (await all()).map(({createdAt}) => createdAt);
					return times.length === count + 2 && times.at(-2)! < times.at(-1)!;
				},
				{what: 'a later time of birth', every: 5},
			);
		}
		expect((await all()).map(found => found.path)).toEqual(files);
		const wanted = await findTranscripts(dirs, ({folder: {path}}) => path === folder.at('other'));
		expect(wanted.map(found => found.path)).toEqual([files[1]]);
	});

	test('that two spellings of a config folder hold are found once', async () => {
		const file = write(project('-a', `${one}.jsonl`));
		symlinkSync(configDir(), folder.at('link'));
		const found = await findTranscripts([configDir(), folder.at('link')], () => true);
		expect(found.map(({path}) => path)).toEqual([file]);
	});

	test('without one that cannot be read, which is reported', async () => {
		const file = write(project('-a', `${one}.jsonl`));
		symlinkSync(folder.at('nowhere.jsonl'), project('-a', `${two}.jsonl`));
		const problems: Record<string, string> = {};
		const found = await findTranscripts(
			[configDir()],
			() => true,
			(path, error) => {
				problems[path] = reasonOf(error);
			},
		);
		expect(found.map(({path}) => path)).toEqual([file]);
		expect(problems).toEqual({[project('-a', `${two}.jsonl`)]: 'it is a symbolic link that leads nowhere'});
	});
});

describe('while a search takes long, other work gets its turns:', () => {
	afterEach(() => void vi.restoreAllMocks());

	/** The turns that other work gets during a search in which every look at the clock comes `stepMs` after the one before. */
	async function turnsDuring(stepMs: number, search: () => Promise<unknown>): Promise<number> {
		for (let n = 0; n < 10; n++) mkdirSync(project(`-p${n}`), {recursive: true});
		let now = 0;
		vi.spyOn(performance, 'now').mockImplementation(() => (now += stepMs));
		let turns = 0;
		let goesOn = true;
		const work = () => {
			if (!goesOn) return;
			turns++;
			setImmediate(work);
		};
		setImmediate(work);
		await search();
		goesOn = false;
		return turns;
	}

	test.each([
		['for one session', () => findTranscript(configDir(), one)],
		['in all projects', () => findTranscripts([configDir()], () => true)],
	])('%s', async (_, search) => {
		expect(await turnsDuring(9, search)).toBeGreaterThanOrEqual(4);
		// Not after each project: every turn may be a long one.
		expect(await turnsDuring(3, search)).toBeLessThanOrEqual(5);
		// A search that takes no time is not made longer.
		expect(await turnsDuring(0, search)).toBeLessThanOrEqual(1);
	});
});
