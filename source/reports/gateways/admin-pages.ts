/**
 * Reports of the Admin API, which come in pages
 * (https://platform.claude.com/docs/en/api/administration-api).
 */
import * as v from 'valibot';
import {type AskOptions, askJson, below, ProviderError} from './ask.ts';

export interface AdminReport<Item extends v.GenericSchema> {
	path: string;
	query: Readonly<Record<string, string>>;
	item: Item;
	/** Its name in error messages. */
	name: string;
	mostPages: number;
}

/** The items of all pages, in order. Throws `ProviderError`. */
export async function* readAdminReport<Item extends v.GenericSchema>(
	base: string,
	key: string,
	{path, query, item, name, mostPages}: AdminReport<Item>,
	options: AskOptions,
): AsyncGenerator<v.InferOutput<Item>> {
	const shape = v.object({
		data: v.array(item),
		has_more: v.nullish(v.boolean(), false),
		next_page: v.nullish(v.string(), null),
	});
	const url = below(base, path);
	for (const [field, value] of Object.entries(query)) url.searchParams.set(field, value);
	const headers = {'x-api-key': key, 'anthropic-version': '2023-06-01'};
	for (let page = 0; page < mostPages; page++) {
		const parsed = v.safeParse(shape, await askJson(url, headers, options));
		if (!parsed.success) throw new ProviderError(`${name} is in a form that is not known`);
		const {data, has_more: hasMore, next_page: next} = parsed.output;
		yield* data;
		if (!hasMore || next === null) return;
		url.searchParams.set('page', next);
	}
}
