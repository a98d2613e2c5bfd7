import {expect, test} from 'vitest';
import {providerOf} from '../../../source/claude/transcript/provider.ts';

test.each([
	['claude-opus-4-5', 'msg_bdrk_1', 'bedrock'],
	['claude-opus-4-5', 'msg_vrtx_1', 'vertex'],
	['us.anthropic.claude-opus-4-5-v1:0', 'msg_vrtx_1', 'vertex'],
	['us.anthropic.claude-opus-4-5-v1:0', 'msg_01', 'bedrock'],
	['claude-opus-4-5@20251101', null, 'vertex'],
	['claude-opus-4-5', 'x_msg_bdrk_1', 'anthropic'],
	['', null, 'anthropic'],
])('%s answering as %s is on the bill of %s', (model, messageId, provider) => {
	expect(providerOf(model, messageId)).toBe(provider);
});
