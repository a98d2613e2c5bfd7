/** The tables that conversations are searched by. */
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
`;

/** Makes the next scan read all conversations again: no file has this mark. */
export const readAgain = 'UPDATE transcript SET mark = -1, modified_at = 0';
