/** Numbers for the names that rows refer to. */

import type {TranscriptFile} from '../discover.ts';
import {promptTiers} from '../schema.ts';
import type {Batch, BatchBucket} from './batch.ts';

/** The conversation's place in `batch.sessions`; made if it is new. */
export function indexOfSession(batch: Batch, file: TranscriptFile, sessionId: string): number {
	let index = batch.sessionIndex.get(sessionId);
	if (index === undefined) {
		index = batch.sessions.length;
		batch.sessionIndex.set(sessionId, index);
		batch.sessions.push({
			sessionId,
			configDir: file.folder.path,
			startedAt: file.createdAt,
			cwd: null,
			title: null,
			gitBranch: null,
			reported: null,
		});
	}
	const session = batch.sessions[index]!;
	session.startedAt = Math.min(session.startedAt, file.createdAt);
	return index;
}

/** The bucket's place in `batch.buckets`; made if it is new. */
export function indexOfBucket(batch: Batch, bucket: BatchBucket): number {
	const {model, speed, inferenceGeo, promptTier, purpose, cause} = bucket;
	const key = [model, speed, inferenceGeo, promptTier, purpose, cause].join('\n');
	let index = batch.bucketIndex.get(key);
	if (index === undefined) {
		index = batch.buckets.length;
		batch.bucketIndex.set(key, index);
		batch.buckets.push(bucket);
	}
	return index;
}

/** How many of the price steps a prompt is larger than. */
export function tierOf(promptTokens: number): number {
	let tier = 0;
	while (tier < promptTiers.length && promptTokens > promptTiers[tier]!) tier++;
	return tier;
}
