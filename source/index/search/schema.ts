/** The tables that conversations are searched by. */

/** The second version of the index. Transcripts are read again: so far their prompts were not kept. */
export const searchTables = `
-- What people asked: the first 2,000 characters of each prompt. Empty where the config says prompts = false.
CREATE TABLE prompt_text (
	conversation INTEGER NOT NULL REFERENCES conversation,
	at INTEGER NOT NULL,
	text TEXT NOT NULL,
	PRIMARY KEY (conversation, at)
) STRICT, WITHOUT ROWID;

-- The words of title, folder, branch, id and prompts, by the row of the conversation. The texts themselves are not in it.
CREATE VIRTUAL TABLE conversation_words USING fts5(
	words, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3',
	tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co M*'"
);

-- Conversations that have changed since their words were taken.
CREATE TABLE words_pending (conversation INTEGER PRIMARY KEY) STRICT;

-- is_asked: a person asked something in it. Of those this index alone answers which were the latest.
ALTER TABLE conversation ADD COLUMN is_asked INTEGER NOT NULL DEFAULT 0;
CREATE INDEX conversation_asked ON conversation (last_at, folder) WHERE is_asked = 1;
`;

/** Makes the next scan read all conversations again: no file has this mark. */
export const readAgain = 'UPDATE transcript SET mark = -1, modified_at = 0';
