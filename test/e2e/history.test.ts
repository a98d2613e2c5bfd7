/**
 * Where the money went, of the real Claude Code: from the day down to what each prompt cost, by keys, and by tool. Compared with
 * the ledger of all that the API served.
 */
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type Stub, startStub} from '../support/anthropic-stub.ts';
import {ccmonCommand, ccmonEnvironment, isDrawn, runCcmon} from '../support/ccmon.ts';
import {type ClaudeHome, createClaudeHome, startClaude} from '../support/claude.ts';
import {findClaude} from '../support/claude-binary.ts';
import {steer} from '../support/directives.ts';
import {inTranscripts, type LedgerTotals, ledgerTotals, ledgerUsd} from '../support/ledger.ts';
import {startTmux, type Tmux} from '../support/tmux.ts';
import {takeTurn} from '../support/turn.ts';
import {waitFor} from '../support/wait.ts';

const binary = await findClaude();

interface Row extends LedgerTotals {
	key: string;
	costUsd: number;
	calls: number;
	resultBytes: number;
}

describe.skipIf(!binary)('where the money went', () => {
	let stub: Stub;
	let tmux: Tmux;
	let home: ClaudeHome;
	/** What the API had served after the first prompt, and after the second. */
	const served: LedgerTotals[] = [];

	beforeAll(async () => {
		stub = await startStub();
		tmux = await startTmux();
		home = await createClaudeHome({url: stub.url});
		const cwd = await home.project('shop');
		writeFileSync(path.join(cwd, 'notes.txt'), 'x'.repeat(5000));
		const claude = await startClaude(tmux, {binary: binary!, home, cwd});
		const input = {description: 'look', prompt: steer('look', {words: 60}), subagent_type: 'general-purpose'};
		const mains = () => ledgerTotals(stub.ledger(), {purposes: ['main']}).requests;
		// The subagent works beside the session, which seems idle meanwhile: that it has ended makes a third answer.
		const prompts: [text: string, answers: number][] = [
			[steer('delegate the search', {tool: {name: 'Agent', input}}), 3],
			[steer('read my notes', {tool: {name: 'Read', input: {file_path: path.join(cwd, 'notes.txt')}}}), 2],
		];
		for (const [prompt, answers] of prompts) {
			const before = mains();
			await takeTurn(claude, stub, prompt);
			await waitFor(() => mains() === before + answers && stub.pending() === 0, {what: 'the answer after the tool'});
			await claude.waitForStatus('idle');
			served.push(ledgerTotals(stub.ledger(), {purposes: inTranscripts}));
		}
	});

	afterAll(async () => {
		await tmux?.close();
		await stub?.close();
		await home?.remove();
	});

	test('by keys: day, project, session, prompt', async () => {
		const env = {...home.env, ...ccmonEnvironment(home.home)};
		const monitor = await tmux.open({command: ccmonCommand, cwd: home.home, env, columns: 120, rows: 40});
		await monitor.waitFor(isDrawn, {timeout: 60_000});
		await monitor.press('h');
		const total = ledgerUsd(served[1]!).toFixed(2);
		await monitor.waitFor(`≥$${total} in 30 days`, {timeout: 60_000});
		await monitor.press('Down');
		await monitor.waitFor(/▸ \w{3} \d{4}-\d\d-\d\d +≥\$/);
		for (const expected of [/▸ shop +≥\$/, /\[session\][\s\S]*▸ .*≥\$/, /\[prompt\]/]) {
			await monitor.press('Enter');
			await monitor.waitFor(expected);
		}
		const screen = await monitor.waitFor([/delegate the search.* \$/, /read my notes.* \$/, `≥$${total}`]);
		const rowOf = (text: string) => {
			const [, usd, requests] = new RegExp(`${text}.* \\$(\\d+\\.\\d+) .* (\\d+)$`, 'm').exec(screen) ?? [];
			return {usd, requests: Number(requests)};
		};
		const [first, all] = served as [LedgerTotals, LedgerTotals];
		expect(rowOf('delegate the search').requests).toBe(first.requests);
		expect(rowOf('read my notes').requests).toBe(all.requests - first.requests);
		await monitor.press('g');
		await monitor.waitFor(/\[tool\][\s\S]*Agent[\s\S]*Read/);
		for (const expected of ['[session]', '▸ shop', /▸ \w{3} \d{4}/]) {
			await monitor.press('Escape');
			await monitor.waitFor(expected);
		}
		await monitor.press('Escape');
		await monitor.waitFor('c compact');
		await monitor.close();
	});

	test('by tool: the subagent is its call’s, and the rows are all that was spent', async () => {
		const {stdout} = await runCcmon(['report', '--by', 'tool', '--json'], {
			home: home.home,
			env: {CLAUDE_CONFIG_DIR: home.configDir},
		});
		const {rows, totals} = JSON.parse(stdout) as {rows: Row[]; totals: Row};
		const of = (key: string) => rows.find(row => row.key === key);
		const subagents = ledgerTotals(stub.ledger(), {purposes: ['subagent']});
		expect(of('Agent')).toMatchObject({calls: 1, requests: subagents.requests + 1});
		expect(of('Read')).toMatchObject({calls: 1, requests: 1});
		expect(of('Read')!.resultBytes).toBeGreaterThan(5000);
		expect(rows.map(({key}) => key).sort()).toEqual(['Agent', 'Read', 'no tool']);
		expect(totals).toMatchObject(served[1]!);
		expect(totals.costUsd).toBeCloseTo(ledgerUsd(served[1]!), 9);
		expect(rows.reduce((sum, {costUsd}) => sum + costUsd, 0)).toBeCloseTo(totals.costUsd, 9);
	});
});
