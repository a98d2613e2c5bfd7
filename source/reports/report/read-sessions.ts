/** The conversations and price buckets of the history, as its tables hold them. */
import type {DatabaseSync} from 'node:sqlite';
import {pricesOf} from '../../accounting/cost.ts';
import type {ClassPrices, PriceClass} from '../../accounting/price-book.ts';
import {resolveModel} from '../../claude/models/models.ts';
import type {Purpose} from '../../claude/telemetry/purpose.ts';
import {promptTiers} from '../../index/schema.ts';

export interface StoredSession {
	id: number;
	sessionId: string;
	configDir: string | null;
	/** The project: the folder in which the conversation began. */
	cwd: string | null;
	title: string | null;
	reported: {at: number; usd: number; models: string | null; totalStartedAt: number | null} | null;
}

export interface StoredBucket {
	model: string;
	purpose: Purpose;
	cause: string | null;
	/** Null: the model has no price. */
	prices: ClassPrices | null;
}

export function readSessions(database: DatabaseSync): StoredSession[] {
	const select = database.prepare(
		`SELECT history_session.id, session_id, config_dir, cwd, title,
			reported_at, reported_usd, reported_models, tally_started_at
		FROM history_session JOIN history_folder ON history_folder.id = folder`,
	);
	select.setReturnArrays(true);
	type Row = [
		number,
		string,
		string,
		string | null,
		string | null,
		number | null,
		number,
		string | null,
		number | null,
	];
	return (select.all() as unknown as Row[]).map(row => {
		const [id, sessionId, configDir, cwd, title, at, usd, models, totalStartedAt] = row;
		return {id, sessionId, configDir, cwd, title, reported: at === null ? null : {at, usd, models, totalStartedAt}};
	});
}

/** By id, with today's prices. */
export function readBuckets(database: DatabaseSync): Map<number, StoredBucket> {
	const rows = database.prepare('SELECT * FROM history_bucket').all();
	return new Map(
		rows.map(row => {
			const model = String(row.model);
			const priceClass: PriceClass = {
				model,
				speed: row.speed === 'fast' ? 'fast' : 'standard',
				usInference: row.inference_geo === 'us',
				largePrompt: isLarge(model, Number(row.prompt_tier)),
			};
			const purpose = String(row.purpose) as Purpose;
			const cause = String(row.cause) || null;
			return [Number(row.id), {model, purpose, cause, prices: pricesOf(priceClass)}];
		}),
	);
}

/** Whether prompts of this tier are all above the model's price step; a step between two tiers counts from the next one. */
function isLarge(model: string, tier: number): boolean {
	const above = resolveModel(model)?.above;
	return above != null && tier > 0 && promptTiers[tier - 1]! >= above.promptTokens;
}
