import {expect, test} from 'vitest';
import {createRandom} from '../../../source/live/demo/random.ts';
import {demoTurn} from '../../../source/live/demo/turns.ts';

const startedAt = Date.UTC(2026, 10, 22, 12);
const at = startedAt + 60_000;
const many = (status: Parameters<typeof demoTurn>[0]) =>
	Array.from({length: 30}, (_, seed) => demoTurn(status, {startedAt, at}, createRandom(seed)));

test('who waits asks for something that a person decides; who works shows what runs', () => {
	for (const turn of many('waiting')) {
		expect(turn).toMatchObject({startedAt, end: null, calls: [{at, tool: expect.stringMatching(/^(?:Bash|Edit)$/)}]});
		expect(turn.calls[0]!.detail.length).toBeGreaterThan(0);
	}
	const tools = new Set(many('busy').map(({calls}) => calls[0]!.tool));
	expect([...tools].sort()).toEqual(['Bash', 'Edit', 'Grep']);
	expect(many('busy').map(({calls}) => calls[0]!.summary)).toContain('src/server.ts +2 −1');
});

test.each(['idle', 'shell'] as const)('%s: the turn is over, and nothing runs', status => {
	for (const turn of many(status)) expect(turn).toMatchObject({startedAt, end: 'finished', calls: [], todos: null});
});
