/** Finds a conversation by its id, the start of its id, or words that only it has. */
import type {PastConversation} from '../../core/past-conversation.ts';
import {findConversations} from '../../index/past-conversations.ts';
import {indexWords} from '../../index/search/index-words.ts';
import type {CommandIo} from '../command-io.ts';
import {type HistoryPlace, readHistory} from '../read-history.ts';

/** How many candidates are listed to choose from. */
const shown = 8;
/** How many are searched for an exact id or title. */
const looked = 100_000;

/** A string: why there is none, or which candidates there are. */
export async function findConversation(
	wanted: string,
	place: HistoryPlace,
	io: CommandIo,
): Promise<PastConversation | string> {
	const {result} = await readHistory(place, io, {}, database => {
		indexWords(database);
		return findConversations(database, place.configDirs, {search: wanted, limit: looked});
	});
	if (!result) return 'the index of conversations cannot be opened';
	const byId = wanted.length < 4 ? [] : result.filter(({sessionId}) => sessionId.startsWith(wanted.toLowerCase()));
	const byTitle = result.filter(({title}) => title?.toLowerCase() === wanted.toLowerCase());
	const found = [byId, byTitle, result].find(list => list.length > 0) ?? [];
	if (found.length === 1) return found[0]!;
	if (found.length === 0) return `No conversation has "${wanted}". See: ccmon sessions`;
	const lines = found
		.slice(0, shown)
		.map(one => `  ${one.sessionId.slice(0, 8)}  ${one.title ?? one.lastPrompt ?? ''}`);
	return `"${wanted}" may be any of these:\n${lines.join('\n')}${found.length > shown ? '\n  …' : ''}`;
}
