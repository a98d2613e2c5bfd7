/** The view of a team on a real terminal, and a monitor that pushes while it is open. Each test goes on from the one before. */
import {mkdirSync, writeFileSync} from 'node:fs';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {answerLine, writeTranscript} from '../index/transcript-files.ts';
import {ccmonCommand, ccmonEnvironment, runCcmon} from '../support/ccmon.ts';
import {type Engine, hasEngines, startEngine} from '../support/engines.ts';
import {noonZone, type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {type Pane, startTmux, type Tmux} from '../support/tmux.ts';
import {waitFor} from '../support/wait.ts';

/** A day must not end between the push and the look. */
const zone = {TZ: noonZone().name};
let folder: TemporaryFolder;
let engine: Engine;
let tmux: Tmux;
let monitor: Pane;

beforeAll(async () => {
	if (!hasEngines) return;
	folder = temporaryFolder();
	engine = await startEngine('victoria-metrics');
	tmux = await startTmux();
	mkdirSync(folder.at('.config/ccmon'), {recursive: true});
	writeFileSync(
		folder.at('.config/ccmon/config.toml'),
		`[team]\nurl = "${engine.url}"\nsize = 200\n[team.push]\nurl = "${engine.writeUrl}"\nuser = "ada"\nteam = "core"\nevery = "15s"\n`,
	);
	mkdirSync(folder.at('.claude/projects'), {recursive: true});
	monitor = await tmux.open({
		command: ccmonCommand,
		env: {...ccmonEnvironment(folder.path), ...zone},
		columns: 140,
		rows: 40,
	});
});
afterAll(async () => {
	await tmux?.close();
	await engine?.stop();
	folder?.remove();
});

async function seriesOf(query: string): Promise<{value: [number, string]}[]> {
	const answer = await fetch(`${engine.url}/api/v1/query?${new URLSearchParams({query, nocache: '1'})}`);
	return ((await answer.json()) as {data: {result: []}}).data.result;
}

test.skipIf(!hasEngines)('a monitor pushes when it is open, and what is spent then follows', async () => {
	const received = () => seriesOf('last_over_time(ccmon_last_received_timestamp_seconds{user="ada",team="core"}[5m])');
	await waitFor(async () => (await received()).length === 1, {what: 'the first push', every: 300, timeout: 60_000});
	const line = {id: 'm1', at: new Date().toISOString(), sessionId: 'a', cwd: '/a', outputTokens: 40_000};
	writeTranscript(folder.at('.claude'), 'a', [answerLine(line)]);
	// A dollar of Opus 4.5.
	const usd = async () =>
		Number((await seriesOf('sum(last_over_time(ccmon_cost_usd_total{user="ada"}[5m]))'))[0]?.value[1]);
	await waitFor(async () => (await usd()) === 1, {what: 'the dollar', every: 300, timeout: 60_000});
});

test.skipIf(!hasEngines)('t shows the team, and keys group, filter and leave it', async () => {
	await monitor.press('t');
	await monitor.waitFor(/1 (?:person|people), received today from 1/, {what: 'the team', timeout: 30_000});
	await monitor.waitFor(/ada +≥ \$1\.00 +\$1\.00 +1 /, {what: "ada's row", timeout: 30_000});
	await monitor.press('g');
	await monitor.waitFor(/core +≥ \$1\.00/, {what: 'the row of the team'});
	await monitor.press('Escape');
	await monitor.waitFor(screen => !screen.includes('received today'), {what: 'the list'});
	await monitor.press('q');
});

test.skipIf(!hasEngines)('ccmon team opens with it; a pipe gets text', async () => {
	const pane = await tmux.open({
		command: [...ccmonCommand, 'team'],
		env: {...ccmonEnvironment(folder.path), ...zone},
		columns: 100,
	});
	await pane.waitFor(/200 × 20k/, {what: 'the team', timeout: 30_000});
	await pane.press('q');
	const {stdout, stderr, code} = await runCcmon(['team'], {home: folder.path, env: zone});
	expect({stderr, code}).toEqual({stderr: '', code: 0});
	expect(stdout).toMatch(/^ada +≥ \$1\.00/m);
});

test.skipIf(!hasEngines)('with the server gone it says so, and shows what it had', async () => {
	const pane = await tmux.open({
		command: [...ccmonCommand, 'team'],
		env: {...ccmonEnvironment(folder.path), ...zone},
		columns: 100,
	});
	await pane.waitFor(/ada +≥ \$1\.00/, {what: "ada's row", timeout: 30_000});
	await engine.end();
	await pane.press('r');
	await pane.waitFor([/ECONNREFUSED/, /ada +≥ \$1\.00/], {what: 'the reason beside what it had'});
	await pane.press('q');
});
