/** The corpus is what other tests lean on: a slow, plain reader must find the truth in it, and every trap. */
import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {type CorpusFile, makeCorpus, writeCorpus} from './corpus.ts';
import {temporaryFolder} from './environment.ts';

interface ReadLine {
	type?: string;
	subtype?: string;
	uuid: string;
	message: {id: string; model: string; usage: Record<string, number> & {cache_creation?: Record<string, number>}};
	requestId?: string;
	timestamp: string;
}

function plainRead(files: readonly CorpusFile[]) {
	const seen = new Map<string, ReadLine>();
	const boundaries = new Set<string>();
	const figures = {lines: 0, answers: 0, broken: 0, withoutRequestId: 0, synthetic: 0, undivided: 0};
	for (const file of files.filter(({path}) => path.endsWith('.jsonl'))) {
		for (const text of file.text.split('\n').slice(0, -1).filter(Boolean)) {
			figures.lines++;
			let line: ReadLine;
			try {
				line = JSON.parse(text);
			} catch {
				figures.broken++;
				continue;
			}
			if (line.subtype === 'compact_boundary') boundaries.add(line.uuid);
			if (line.type !== 'assistant') continue;
			const {id, model, usage} = line.message;
			if (model === '<synthetic>') figures.synthetic++;
			if (model === '<synthetic>') continue;
			figures.answers++;
			if (!line.requestId) figures.withoutRequestId++;
			if (!usage.cache_creation) figures.undivided++;
			const before = seen.get(id);
			if (!before || before.message.usage.output_tokens! < usage.output_tokens!) seen.set(id, line);
		}
	}
	return {seen: [...seen.values()], figures, compactions: boundaries.size};
}

describe.each([1, 2, 3, 4, 5])('corpus of seed %i', seed => {
	const {files, truth} = makeCorpus({seed, sessions: 25});
	const {seen, figures, compactions} = plainRead(files);
	const sum = (lines: readonly ReadLine[], field: string) =>
		lines.reduce((total, {message}) => total + message.usage[field]!, 0);

	test('counting each message id once, with its largest output, gives the truth', () => {
		expect(seen.length).toBe(truth.requests);
		expect(sum(seen, 'output_tokens')).toBe(truth.total.outputTokens);
		expect(sum(seen, 'cache_read_input_tokens')).toBe(truth.total.cacheReadInputTokens);
		const created = truth.total.cacheCreation5mInputTokens + truth.total.cacheCreation1hInputTokens;
		expect(sum(seen, 'cache_creation_input_tokens')).toBe(created);
		for (const [model, totals] of Object.entries(truth.byModel)) {
			const lines = seen.filter(({message}) => message.model === model);
			expect([lines.length, sum(lines, 'output_tokens')]).toEqual([totals.requests, totals.outputTokens]);
		}
		for (const [day, totals] of Object.entries(truth.byDay)) {
			const lines = seen.filter(({timestamp}) => timestamp.startsWith(day));
			expect([lines.length, sum(lines, 'input_tokens')]).toEqual([totals.requests, totals.inputTokens]);
		}
	});

	test('its sessions add up to its total', () => {
		const sessions = Object.values(truth.bySession);
		const requests = sessions.reduce((total, {main, subagents}) => total + main.requests + subagents.requests, 0);
		expect(requests).toBe(truth.requests);
	});

	test('the traps are in it', () => {
		expect(figures.answers).toBeGreaterThan(truth.requests);
		expect(figures.broken).toBe(truth.brokenLines);
		expect(truth.brokenLines).toBeGreaterThan(0);
		expect(compactions).toBe(truth.compactions);
		expect(truth.compactions).toBeGreaterThan(0);
		expect(figures.withoutRequestId).toBeGreaterThan(0);
		expect(figures.undivided).toBeGreaterThan(0);
		expect(figures.synthetic).toBeGreaterThan(0);
		expect(truth.unfinishedLines).toBeGreaterThan(0);
		expect(files.some(file => file.path.includes('/subagents/'))).toBe(true);
		expect(Object.values(truth.bySession).some(session => session.forkedFrom !== null)).toBe(true);
		expect(Object.keys(truth.byModel)).toContain('us.anthropic.claude-sonnet-4-5-20250929-v1:0');
		expect(truth.total.cacheCreation1hInputTokens).toBeGreaterThan(0);
	});
});

test('the same options make the same corpus, on disk as in memory', () => {
	const folder = temporaryFolder();
	try {
		const {files, truth} = makeCorpus({seed: 7, sessions: 4});
		expect(writeCorpus(folder.path, {seed: 7, sessions: 4})).toEqual(truth);
		for (const file of files) {
			expect(existsSync(folder.at(file.path))).toBe(true);
			expect(readFileSync(path.join(folder.path, file.path), 'utf8')).toBe(file.text);
		}
	} finally {
		folder.remove();
	}
});

test('a corpus of a size has at least that size', () => {
	expect(makeCorpus({bytes: 3_000_000}).truth.bytes).toBeGreaterThanOrEqual(3_000_000);
});
