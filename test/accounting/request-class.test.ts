import {expect, test} from 'vitest';
import {classOf, type RequestClass} from '../../source/accounting/request-class.ts';

const kind: Omit<RequestClass, 'id'> = {
	...{model: 'claude-opus-5-5', speed: 'standard', inferenceGeo: null},
	...{purpose: 'main', cause: null, agentId: null},
};

test('requests that are alike share one class, others do not', () => {
	expect(classOf({...kind})).toBe(classOf({...kind}));
	expect(classOf({...kind, agentId: 'a1'})).not.toBe(classOf(kind));
	expect(classOf({...kind, purpose: 'background', cause: 'title'})).toMatchObject({
		...kind,
		purpose: 'background',
		cause: 'title',
	});
});

test('many classes stay distinct', () => {
	for (let agent = 0; agent < 12_000; agent++) {
		const agentId = `agent-${agent}`;
		expect(classOf({...kind, agentId}).agentId).toBe(agentId);
	}
});
