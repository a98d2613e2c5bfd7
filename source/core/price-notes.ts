/** Which prices a session's dollars are based on, if not Claude Code's list. */
import {paidShare, priceBook} from '../accounting/cost.ts';
import type {PriceSource} from '../accounting/price-book.ts';
import {clean} from '../claude/clean.ts';
import {formatPercent} from './format.ts';
import type {Session} from './session.ts';

type Priced = Pick<Session, 'costByModel' | 'provider' | 'host'>;

const modelsAt = ({costByModel}: Priced, source: PriceSource) =>
	costByModel.map(({model}) => model).filter(model => priceBook().sourceOf(model) === source);

/** The fraction of the list price that is paid; 1 if the config changes nothing. */
function listShare(session: Priced): number {
	const [model] = modelsAt(session, 'list');
	return model === undefined ? 1 : paidShare(model, session.provider);
}

/** The most specific source among the session's prices; null: none of its models has a price. */
export function priceSource(session: Priced): PriceSource | null {
	if (session.host) return session.host.prices;
	if (modelsAt(session, 'config').length > 0 || listShare(session) !== 1) return 'config';
	if (modelsAt(session, 'managed').length > 0) return 'managed';
	return modelsAt(session, 'list').length > 0 ? 'list' : null;
}

/** Why dollars shown with these models are too low; for a person. */
export const unpricedNote = (models: readonly string[]): string =>
	`no price known for ${models.map(model => clean(model)).join(', ')}: not in these dollars`;

/** The same, and what can be done. */
export const unpricedAdvice = (models: readonly string[]): string =>
	`${unpricedNote(models)}; [prices] in the config can set one.`;

/** Priced by another machine's ccmon, with its own config. */
const hostNotes: Record<PriceSource, string[]> = {
	list: [],
	managed: ["at your organisation's prices"],
	config: ['prices from the config there'],
};

/** A phrase for each; none at list prices. */
export function priceNotes(session: Priced): string[] {
	if (session.host) return hostNotes[session.host.prices ?? 'list'];
	const notes: string[] = [];
	const configured = modelsAt(session, 'config');
	if (configured.length > 0) notes.push(`prices of ${configured.join(', ')} from config`);
	if (modelsAt(session, 'managed').length > 0) notes.push("at your organisation's prices");
	const share = listShare(session);
	if (share !== 1)
		notes.push(`${formatPercent(Math.abs(share - 1))} ${share < 1 ? 'below' : 'above'} list prices by config`);
	return notes;
}

/** Which prices besides the list's the dollars of many sessions may be based on, one sentence each. */
export function reportPriceNotes(): string[] {
	const [{models, discountPercent, regions}, managed] = priceBook().madeFrom;
	const byConfig = [
		...Object.keys(models),
		...(discountPercent > 0 ? [`${discountPercent}% below list prices`] : []),
		...Object.entries(regions).map(([region, percent]) => `${region} ${percent}% above list prices`),
	];
	const notes = byConfig.length > 0 ? [`Prices from config: ${byConfig.join(', ')}.`] : [];
	return managed === null ? notes : [...notes, "Prices are those of your organisation's settings."];
}
