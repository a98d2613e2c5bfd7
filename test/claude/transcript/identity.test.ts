import {expect, test} from 'vitest';
import {identify, slugOf} from '../../../source/claude/transcript/identity.ts';
import {agentIdOfMeta, parseSubagentMeta} from '../../../source/claude/transcript/meta.ts';
import {fixture} from './read.ts';

const id = 'dd9ff175-3fbb-4e00-8af4-115b2d1784af';

test.each([
	[`-p/${id}.jsonl`, {sessionId: id, agentId: null}],
	[`-p/${id}/subagents/agent-a1.jsonl`, {sessionId: id, agentId: 'a1'}],
	[`-p/${id}/subagents/workflows/wf_1/agent-a2.jsonl`, {sessionId: id, agentId: 'a2'}],
	['-p/agent-0a1b.jsonl', {sessionId: null, agentId: '0a1b'}],
	[`-p/${id}/subagents/workflows/wf_1/journal.jsonl`, null],
	[`-p/${id}/subagents/agent-a1.meta.json`, null],
	[`-p/${id}/tool-results/x.jsonl`, null],
	['-p/memory/MEMORY.md', null],
	['-p/.jsonl', null],
	['stray.jsonl', null],
])('%s', (path, identity) => {
	expect(identify(path)).toEqual(identity);
});

test('a project’s folder is named like its working directory, with dashes', () => {
	expect(slugOf('/home/dev/a_b.c é')).toBe('-home-dev-a-b-c--');
});

test('a long working directory is cut and gets a hash', () => {
	const deep = `/home/dev/${Array.from({length: 14}, (_, at) => `segment${String(at).padStart(2, '0')}-long-name`).join('/')}`;
	expect(slugOf(deep)).toBe(`${deep.replaceAll('/', '-').slice(0, 200)}-i8npp`);
	expect(slugOf('/'.repeat(200))).toBe('-'.repeat(200));
	expect(slugOf('/'.repeat(201))).toBe(`${'-'.repeat(200)}-jl7975`);
});

test('the file beside a subagent says what it is', () => {
	expect(agentIdOfMeta('agent-a1.meta.json')).toBe('a1');
	expect(parseSubagentMeta(fixture('subagent.meta.json').toString(), id, 'a1')).toEqual({
		...{type: 'subagent', sessionId: id, agentId: 'a1'},
		...{agentType: 'general-purpose', description: 'd', finished: true},
	});
	expect(parseSubagentMeta('{"agentType":5}', id, 'a1')).toMatchObject({agentType: null, finished: null});
	expect(parseSubagentMeta('{"agentType":"Ex', id, 'a1')).toBeNull();
	expect(parseSubagentMeta('[]', id, 'a1')).toBeNull();
});
