/** The tables of what tools cost. */
export const toolTables = `
-- Which tools an answer called, as JSON: [["Read", 2], ["Bash", 1]].
CREATE TABLE tool_set (id INTEGER PRIMARY KEY, calls TEXT NOT NULL UNIQUE) STRICT;

-- Parts of spending: what the requests used whose answers called a tool; '' where it is not known which. The rest of a row
-- of spending called none. A request is counted where its first call is, its tokens and dollars in equal parts.
CREATE TABLE tool_spending (
	conversation INTEGER NOT NULL REFERENCES conversation,
	quarter INTEGER NOT NULL,
	class INTEGER NOT NULL,
	is_unpriced INTEGER NOT NULL,
	tool TEXT NOT NULL,
	calls INTEGER NOT NULL,
	result_bytes INTEGER NOT NULL,
	requests INTEGER NOT NULL,
	input_tokens INTEGER NOT NULL,
	output_tokens INTEGER NOT NULL,
	cache_read_input_tokens INTEGER NOT NULL,
	cache_creation_5m_input_tokens INTEGER NOT NULL,
	cache_creation_1h_input_tokens INTEGER NOT NULL,
	web_search_requests INTEGER NOT NULL,
	cost_usd REAL,
	PRIMARY KEY (conversation, quarter, class, is_unpriced, tool)
) STRICT, WITHOUT ROWID;
`;
