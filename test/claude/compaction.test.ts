import {expect, test} from 'vitest';
import {compactionMetadata} from '../../source/claude/compaction.ts';

const unknown = {preTokens: null, postTokens: null, durationMs: null};

test('a compaction says who asked for it, its tokens before and after, and how long it took', () => {
	const record = {trigger: 'manual', preTokens: 167_000, postTokens: 12_000, durationMs: 9000.5};
	expect(compactionMetadata(record)).toEqual(record);
	const asText = {trigger: 'auto', preTokens: '167000', postTokens: '12000', durationMs: '9000'};
	expect(compactionMetadata(asText)).toEqual({
		trigger: 'auto',
		preTokens: 167_000,
		postTokens: 12_000,
		durationMs: 9000,
	});
});

test('missing and impossible counts are unknown', () => {
	const nothing = {trigger: undefined, preTokens: undefined, postTokens: undefined, durationMs: undefined};
	expect(compactionMetadata(nothing)).toEqual({trigger: 'auto', ...unknown});
	const impossible = {trigger: 7, preTokens: 0, postTokens: -1, durationMs: 'long'};
	expect(compactionMetadata(impossible)).toEqual({trigger: 'auto', ...unknown});
});
