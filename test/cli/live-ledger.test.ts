/** Conversations that are over are not kept in memory once the index has them, and nothing of them is lost. */
import {appendFileSync, mkdirSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {expect, test} from 'vitest';
import type {FinishedConversation} from '../../source/accounting/stored-conversation.ts';
import type {SessionEvent} from '../../source/claude/events.ts';
import {openLiveLedger} from '../../source/cli/live-ledger.ts';
import {readSettings} from '../../source/cli/settings.ts';
import {createTail} from '../../source/live/transcript/tail.ts';
import {projectFolder} from '../support/corpus.ts';
import {temporaryFolder} from '../support/environment.ts';
import {noon, process} from '../support/events.ts';
import {seededRandom} from '../support/random.ts';
import {answerLines, createScribe} from '../support/transcript-lines.ts';

const minute = 60_000;
const cwd = '/home/dev/web';
const sessionId = '11111111-0000-4000-8000-000000000001';
const random = seededRandom(1);
const scribe = createScribe(random, {sessionId, cwd, at: noon});

/** 10 input, 30 output and 100 cached tokens each, a tenth of a second apart. */
function answers(count: number): string {
	const creation = {ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 0};
	const usage = {
		...{input_tokens: 10, output_tokens: 30, cache_read_input_tokens: 0},
		...{cache_creation_input_tokens: 100, cache_creation: creation, service_tier: 'standard'},
	};
	const lines = Array.from({length: count}, () => {
		scribe.pass(100);
		const ids = {messageId: `msg_${random.hex(20)}`, requestId: `req_${random.hex(20)}`, partialOutput: null};
		return answerLines(scribe, {...ids, model: 'claude-opus-5-5', blocks: [{type: 'text', text: 'Done.'}], usage});
	});
	return `${lines.flat().join('\n')}\n`;
}

/** Of a conversation with so many answers. */
function ledgerOf(count: number, clock: () => number) {
	const home = temporaryFolder();
	const configDir = home.at('.claude');
	const file = path.join(configDir, projectFolder(cwd), `${sessionId}.jsonl`);
	mkdirSync(path.dirname(file), {recursive: true});
	writeFileSync(file, answers(count));
	const settings = {...readSettings([configDir]), configDirs: [configDir], stateDir: home.at('state'), clock};
	return {home, configDir, file, live: openLiveLedger(settings)};
}

test('closing quiet conversations frees memory without changing what is shown, and reopens them when something happens', async () => {
	let now = noon + 11 * minute;
	const {home, configDir, file, live} = ledgerOf(6000, () => now);
	const {ledger} = live;
	const shown = () => {
		const [one] = [...ledger.sessions(now).values()].filter(session => session.sessionId === sessionId);
		const {requests, usage, cost, peak, contextHistory} = one!;
		return {requests, usage, cost, peak, contextHistory, totals: ledger.totals(now)};
	};
	const readOn = () => {
		const emit = (event: Parameters<typeof ledger.apply>[0]) => ledger.apply(event, now);
		const from = (inode: number) => live.positionOf(sessionId, inode);
		const tail = createTail({path: file, sessionId, agentId: null, configDir, emit, from});
		while (tail.read(2 ** 20) === 'more');
	};
	try {
		ledger.apply(process({sessionId, configDir}), now);
		readOn();
		now += 6 * minute;
		expect(await live.closeQuiet()).toEqual([]);
		ledger.apply({type: 'process.gone', configDir, pid: 100, sessionId, at: now}, now);
		const before = shown();
		// $0.00004 + $0.0006 + $0.0005 for each.
		expect(before).toMatchObject({requests: 6000, totals: {requestsPerMinute: 0}});
		expect(before.totals.todayUsd).toBeCloseTo(6.84, 8);
		expect(before.totals.usdPerHour).toBeCloseTo(6.84, 8);

		expect(await live.closeQuiet()).toEqual([sessionId]);
		expect([...ledger.open()]).toEqual([]);
		const closed = shown();
		expect(closed).toEqual({
			...before,
			cost: {...before.cost, totalUsd: expect.closeTo(6.84, 8), mainUsd: expect.closeTo(6.84, 8)},
			totals: {...before.totals, todayUsd: expect.closeTo(6.84, 8)},
		});

		appendFileSync(file, answers(1));
		readOn();
		const again = shown();
		expect(again).toMatchObject({requests: 6001, usage: {inputTokens: 60_010, outputTokens: 180_030}});
		expect(again.contextHistory).toHaveLength(48);
		expect(again.totals.todayUsd).toBeCloseTo(6.84114, 8);
		expect(again.totals.usdPerHour).toBeCloseTo(6.84114, 8);
	} finally {
		live.close();
		home.remove();
	}
});

test('reading for the first time shows its progress', async () => {
	const {home, file, live} = ledgerOf(10, () => noon);
	const seen: {bytesDone: number; bytes: number}[] = [];
	expect(await live.updateIndex({emit() {}, onProgress: progress => seen.push(progress)})).toBe(true);
	const {size} = statSync(file);
	expect(seen.at(-1)?.bytes).toBe(size);
	// It is counted in kilobytes.
	expect(seen.at(-1)?.bytesDone).toBeGreaterThan(size - 1024);
	live.close();
	home.remove();
});

test('a database that turns out to be damaged when today is read: said, and today is whole', async () => {
	const {home, live} = ledgerOf(10, () => noon);
	const problems: string[] = [];
	const emit = (event: SessionEvent) => {
		if (event.type === 'problem') problems.push(event.message);
	};
	let finished: readonly FinishedConversation[] = [];
	const setFinished = (found: readonly FinishedConversation[]) => {
		finished = found;
	};
	live.onProblem(emit);
	await live.updateIndex({emit});
	const database = new DatabaseSync(home.at('state', 'ccmon.db'));
	// No ccmon writes numbers that could not be read again.
	database.exec('UPDATE conversation SET last_at = 9007199254740993');
	database.close();
	await live.readFinished({emit, setFinished});
	expect(problems).toEqual([expect.stringMatching(/^The database was damaged: it was kept as /)]);
	expect(finished).toMatchObject([{facts: {sessionId}}]);
	live.close();
	home.remove();
});

test('quitting while the index is read is no error, and opens nothing again', async () => {
	const {home, live} = ledgerOf(10, () => noon);
	const emit = ({type}: SessionEvent) => expect(type).not.toBe('problem');
	const reading = live.readToday({emit, setFinished() {}});
	live.close();
	await expect(reading).resolves.toBe(true);
	expect(await live.closeQuiet()).toEqual([]);
	expect(live.positionOf(sessionId, 1)).toBeNull();
	expect(() => live.close()).not.toThrow();
	home.remove();
});
