import {expect, test} from 'vitest';
import {classOf, type RequestClass} from '../../source/accounting/request-class.ts';

const kind: Omit<RequestClass, 'id'> = {
	...{model: 'claude-opus-5-5', speed: 'standard', inferenceGeo: null},
	...{purpose: 'main', cause: null, agentId: null},
};

test('requests of a kind share it, and of no other', () => {
	expect(classOf({...kind})).toBe(classOf({...kind}));
	expect(classOf({...kind, agentId: 'a1'})).not.toBe(classOf(kind));
	expect(classOf({...kind, purpose: 'background', cause: 'title'})).toMatchObject({
		...kind,
		purpose: 'background',
		cause: 'title',
	});
});

test('however many there are, each is what it is', () => {
	for (let agent = 0; agent < 12_000; agent++) {
		const agentId = `agent-${agent}`;
		expect(classOf({...kind, agentId}).agentId).toBe(agentId);
	}
});
