/** Which provider bills a request, by the spelling of its model and message ids. */
import type {Provider} from '../events.ts';
import {providerOf as providerOfModel} from '../models/model-id.ts';

/**
 * Bedrock: `us.anthropic.claude-…-v1:0` or an ARN, message ids `msg_bdrk_…`. Vertex: `claude-…@20251101`, message ids
 * `msg_vrtx_…`.
 */
export function providerOf(model: string, messageId: string | null): Provider {
	if (messageId?.startsWith('msg_bdrk_')) return 'bedrock';
	if (messageId?.startsWith('msg_vrtx_')) return 'vertex';
	return providerOfModel(model);
}
