import {expect, test} from 'vitest';
import {agentIdOfMeta, parseSubagentMeta} from '../../../source/claude/transcript/meta.ts';

test('the file is that of a subagent', () => {
	expect(agentIdOfMeta('agent-a1b2.meta.json')).toBe('a1b2');
	for (const name of [
		'agent-.meta.json',
		'agent-a1.jsonl',
		'agent-a1.meta.json.tmp',
		'meta.json',
		'xagent-a.meta.json',
	])
		expect(agentIdOfMeta(name), name).toBeNull();
});

test('what it says, field by field', () => {
	const parse = (meta: unknown) => parseSubagentMeta(JSON.stringify(meta), 'one', 'a1');
	const known = {type: 'subagent', sessionId: 'one', agentId: 'a1'};
	expect(parse({agentType: 'Explore', description: 'Look', finished: false})).toEqual({
		...{...known, agentType: 'Explore', description: 'Look', finished: false},
	});
	expect(parse({agentType: 5, description: '', finished: 'yes'})).toEqual({
		...{...known, agentType: null, description: null, finished: null},
	});
	// While it is written.
	for (const text of ['', '{"agentType": "Exp', '[]', 'null']) expect(parseSubagentMeta(text, 'one', 'a1')).toBeNull();
});

test('cleans and cuts its texts', () => {
	const meta = {agentType: 'a\u001b[2Jb', description: `${'x'.repeat(5000)}\u202e\n`};
	const {agentType, description} = parseSubagentMeta(JSON.stringify(meta), 'one', 'a1')!;
	expect(agentType).toBe('ab');
	expect(description).toMatch(/^x{199}…$/);
	expect(parseSubagentMeta('{"agentType": "\\u0007"}', 'one', 'a1')!.agentType).toBeNull();
});
