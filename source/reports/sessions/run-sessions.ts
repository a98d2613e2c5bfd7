/** `ccmon sessions`: past conversations, the latest first, to find and resume one. */
import {clean} from '../../claude/clean.ts';
import {formatDuration, formatUsd, shortFolder} from '../../core/format.ts';
import {toJsonText} from '../../core/json-text.ts';
import type {PastConversation} from '../../core/past-conversation.ts';
import {problemsToJson} from '../../core/problems.ts';
import {findConversations} from '../../index/past-conversations.ts';
import {indexWords} from '../../index/search/index-words.ts';
import type {CommandIo} from '../command-io.ts';
import {type HistoryPlace, readHistory} from '../read-history.ts';

export interface SessionsOptions extends HistoryPlace {
	search: string;
	json: boolean;
	ascii: boolean;
	/** For showing folders; null: not known. */
	home: string | null;
}

/** More than anybody reads; searching finds the others. */
const listed = {text: 30, json: 1000};

/** Returns the exit code. */
export async function runSessions(options: SessionsOptions, io: CommandIo): Promise<number> {
	const {search, json, ascii, home} = options;
	const limit = json ? listed.json : listed.text;
	const {result, problems, isWhole} = await readHistory(options, io, {ascii}, database => {
		indexWords(database);
		return findConversations(database, options.configDirs, {search, limit: limit + 1});
	});
	if (!result) return 1;
	const more = result.length > limit;
	const found = result.slice(0, limit);
	if (json) {
		const conversations = found.map(({lastAt, ...rest}) => ({...rest, lastAt: new Date(lastAt).toISOString()}));
		io.stdout.write(toJsonText({schema: 1, conversations, more, problems: problemsToJson(problems)}));
	} else if (found.length === 0) {
		io.stdout.write(
			search === ''
				? isWhole
					? 'There are no past conversations.\n'
					: 'No past conversations could be read: see above.\n'
				: `No conversation has all of these words: ${clean(search)}\n`,
		);
	} else {
		io.stdout.write(`${found.map(one => describe(one, home, io.now())).join('\n')}\n`);
		if (more) io.stdout.write(`The latest ${limit}; --search finds the others.\n`);
	}
	return 0;
}

/** Two lines: what it was about, then where, when and what it cost. */
function describe(one: PastConversation, home: string | null, now: number): string {
	const {sessionId, title, lastPrompt, cwd, gitBranch, lastAt, costUsd, partial} = one;
	const folder = cwd === null ? null : shortFolder(cwd, home);
	const about = [...new Set([title, lastPrompt])].filter(Boolean).join(' · ') || 'no title, no prompt';
	const where = [
		folder && clean(folder),
		gitBranch,
		`${formatDuration(Math.max(60_000, now - lastAt))} ago`,
		formatUsd(costUsd, {partial}),
	];
	return `${sessionId.slice(0, 8)}  ${clean(about)}\n          ${where.filter(Boolean).join(' · ')}`;
}
