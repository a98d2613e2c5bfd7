import {expect, test} from 'vitest';
import {kindOf, type RequestKind} from '../../source/accounting/request-class.ts';

const kind: RequestKind = {
	...{model: 'claude-opus-5-5', speed: 'standard', inferenceGeo: null},
	...{purpose: 'main', cause: null, agentId: null},
};

test('requests of a kind share it, and of no other', () => {
	expect(kindOf({...kind})).toBe(kindOf({...kind}));
	expect(kindOf({...kind, agentId: 'a1'})).not.toBe(kindOf(kind));
	expect(kindOf({...kind, purpose: 'background', cause: 'title'})).toEqual({
		...kind,
		purpose: 'background',
		cause: 'title',
	});
});

test('however many there are, each is what it is', () => {
	for (let agent = 0; agent < 12_000; agent++) {
		const agentId = `agent-${agent}`;
		expect(kindOf({...kind, agentId}).agentId).toBe(agentId);
	}
});
