/** What the walker looks for in a record: the types, and the keys in each of its objects. */

/** The walker's numbers for types of records; 0 for any other type. */
export const recordType = {
	/** To be parsed with JSON.parse: formatted unusually, or of a type whose records are short and few. */
	parsed: 1,
	answer: 2,
	/** An answer's record with the same ids, model and usage as the previous one: a request has one record per content block. */
	repeatedAnswer: 3,
	user: 4,
	attachment: 5,
} as const;

/** Counts are the first fields. */
export const field = {
	inputTokens: 0,
	outputTokens: 1,
	cacheReadTokens: 2,
	cacheCreationTokens: 3,
	cacheCreation5mTokens: 4,
	cacheCreation1hTokens: 5,
	webSearches: 6,
	/** A flag among the counts: 1 if any of them is not a plain number. */
	oddCounts: 7,
	// Known to the walker.
	record: 8,
	type: 9,
	messageId: 10,
	usage: 11,
	/** In answers also a count, in ms since the epoch, if formatted as usual. */
	timestamp: 12,
	// From here on, texts that are mostly the same in consecutive answers: hashed by the walker.
	cwd: 13,
	gitBranch: 14,
	version: 15,
	agentId: 16,
	sessionId: 17,
	requestSessionId: 18,
	forkedFromSessionId: 19,
	model: 20,
	speed: 21,
	inferenceGeo: 22,
	// Others.
	requestId: 23,
	isSidechain: 24,
	costUsd: 25,
	message: 26,
	content: 27,
	iterations: 28,
	attachmentType: 29,
	/** Id of the tool call, in a block with its result. */
	toolUseId: 30,
	/** For values whose position is not needed: files have a list of their own, and some objects are only descended into. */
	other: 31,
	/** Id of the tool call, in its own block. */
	toolCallId: 32,
	toolName: 33,
	/** Of an answer that was paused: what was used before. */
	pausedResponses: 34,
	/** Objects whose keys count: a second one of the same name takes the place of the first. */
	cacheCreation: 35,
	serverTools: 36,
	forkedFrom: 37,
} as const;

/** As the walker numbers them. */
const found = {nothing: 0, text: 1, count: 2, file: 3, place: 4, object: 5, list: 6} as const;

/** Which object a key is in: the record itself, or an object within it. */
const level = {
	record: 0,
	message: 1,
	usage: 2,
	cacheCreation: 3,
	serverTools: 4,
	block: 5,
	toolInput: 6,
	attachment: 7,
	forkedFrom: 8,
	/** Not keys, but possible values of a record's `type`. */
	type: 15,
} as const;

export type KeyToFind = readonly [level: number, key: string, field: number, found: number, innerLevel?: number];

export const keysToFind: readonly KeyToFind[] = [
	[level.type, 'assistant', recordType.answer, found.nothing],
	[level.type, 'user', recordType.user, found.nothing],
	[level.type, 'attachment', recordType.attachment, found.nothing],
	...[
		...['system', 'cost-state', 'summary', 'ai-title', 'custom-title'],
		...['queue-operation', 'pr-link', 'worktree-state'],
	].map(type => [level.type, type, recordType.parsed, found.nothing] as const),
	[level.record, 'type', field.type, found.text],
	[level.record, 'timestamp', field.timestamp, found.text],
	[level.record, 'requestId', field.requestId, found.text],
	[level.record, 'cwd', field.cwd, found.text],
	[level.record, 'gitBranch', field.gitBranch, found.text],
	[level.record, 'version', field.version, found.text],
	[level.record, 'agentId', field.agentId, found.text],
	[level.record, 'sessionId', field.sessionId, found.text],
	[level.record, 'requestSessionId', field.requestSessionId, found.text],
	[level.record, 'isSidechain', field.isSidechain, found.place],
	[level.record, 'costUSD', field.costUsd, found.place],
	[level.record, 'forkedFrom', field.forkedFrom, found.object, level.forkedFrom],
	[level.record, 'attachment', field.other, found.object, level.attachment],
	[level.record, 'message', field.message, found.object, level.message],
	[level.forkedFrom, 'sessionId', field.forkedFromSessionId, found.text],
	[level.attachment, 'type', field.attachmentType, found.text],
	[level.message, 'id', field.messageId, found.text],
	[level.message, 'model', field.model, found.text],
	[level.message, 'content', field.content, found.list, level.block],
	[level.message, 'usage', field.usage, found.object, level.usage],
	[level.message, 'pausedResponses', field.pausedResponses, found.place],
	[level.block, 'tool_use_id', field.toolUseId, found.text],
	[level.block, 'id', field.toolCallId, found.text],
	[level.block, 'name', field.toolName, found.text],
	[level.block, 'input', field.other, found.object, level.toolInput],
	[level.toolInput, 'file_path', field.other, found.file],
	[level.toolInput, 'notebook_path', field.other, found.file],
	[level.usage, 'input_tokens', field.inputTokens, found.count],
	[level.usage, 'output_tokens', field.outputTokens, found.count],
	[level.usage, 'cache_read_input_tokens', field.cacheReadTokens, found.count],
	[level.usage, 'cache_creation_input_tokens', field.cacheCreationTokens, found.count],
	[level.usage, 'speed', field.speed, found.text],
	[level.usage, 'inference_geo', field.inferenceGeo, found.text],
	[level.usage, 'iterations', field.iterations, found.place],
	[level.usage, 'cache_creation', field.cacheCreation, found.object, level.cacheCreation],
	[level.usage, 'server_tool_use', field.serverTools, found.object, level.serverTools],
	[level.cacheCreation, 'ephemeral_5m_input_tokens', field.cacheCreation5mTokens, found.count],
	[level.cacheCreation, 'ephemeral_1h_input_tokens', field.cacheCreation1hTokens, found.count],
	[level.serverTools, 'web_search_requests', field.webSearches, found.count],
];
