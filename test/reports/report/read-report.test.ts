/** What SQLite adds up for a report is what its pieces add up to, one by one. */
import {afterEach, beforeEach, expect, test} from 'vitest';
import {groupings, reportToJson, sumReport} from '../../../source/core/report.ts';
import {readSpendingOf} from '../../../source/index/spending-rows.ts';
import {entriesOf} from '../../../source/reports/report/entries.ts';
import {readReport} from '../../../source/reports/report/read-report.ts';
import {namedZone} from '../../../source/reports/report/zones.ts';
import {createOpenedIndex, type OpenedIndex} from '../../index/opened.ts';
import {type Random, seededRandom} from '../../support/random.ts';

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const quarter = (time: string) => Date.parse(time) / 900_000;
const always = {from: 0, until: Number.MAX_SAFE_INTEGER};

let index: OpenedIndex;
beforeEach(() => {
	index = createOpenedIndex();
});
afterEach(() => index.close());

/** A year of spending in these folders, and some that only telemetry knows; conversations may be in two of them. */
function fill(random: Random, configDirs: readonly string[]): void {
	const put = (table: string, row: Record<string, string | number | null>) =>
		index.database
			.prepare(`INSERT OR IGNORE INTO ${table} (${Object.keys(row)}) VALUES (${Object.keys(row).map(() => '?')})`)
			.run(...Object.values(row));
	for (const [at, path] of configDirs.entries()) put('folder', {id: at + 1, identity: path, path});
	for (let id = 1; id <= 12; id++) {
		const isBackground = random.chance(0.3);
		put('spending_class', {
			...{
				id,
				model: random.pick(['claude-opus-4-5', 'us.anthropic.claude-sonnet-4-5', 'glm-4.6', '']),
				speed: 'standard',
			},
			...{
				us_inference: id % 2,
				large_prompt: 0,
				purpose: isBackground ? 'background' : random.pick(['main', 'subagent']),
			},
			cause: isBackground ? random.pick(['title', 'unreported']) : '',
		});
	}
	const from = quarter('2026-01-01T00:00:00Z');
	for (let id = 1; id <= 60; id++) {
		const conversationFolder = random.pick([...configDirs.keys()].map(at => at + 1));
		const {changes} = put('conversation', {
			...{id, folder: random.chance(0.1) ? null : conversationFolder, session_id: `session ${random.int(1, 45)}`},
			...{cwd: random.pick([null, '/work/api', '/work/web']), title: random.pick([null, 'A title'])},
			...{last_at: random.int(1, 3), born_at: id, facts: '{}', partial: random.int(0, 1)},
			basis: random.pick(['telemetry', 'reported', 'estimated']),
		});
		for (let piece = changes === 0 ? 0 : random.int(0, 40); piece > 0; piece--) {
			const isUnpriced = random.int(0, 3) === 0;
			const tokens = () => (isUnpriced ? null : random.int(0, 1_000_000));
			put('spending', {
				...{
					conversation: id,
					quarter: from + random.int(0, 365 * 96),
					class: random.int(1, 12),
					is_idle: random.int(0, 1),
				},
				...{is_surplus: random.int(0, 1), is_unpriced: Number(isUnpriced), requests: random.int(0, 50)},
				...{input_tokens: tokens(), output_tokens: tokens(), cache_read_input_tokens: tokens()},
				...{cache_creation_5m_input_tokens: tokens(), cache_creation_1h_input_tokens: tokens()},
				...{web_search_requests: tokens(), cost_usd: isUnpriced ? null : random.int(0, 10_000) / 1024, last_at: 0},
			});
		}
	}
}

const zones = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Chatham'];
const periods = [always, {from: quarter('2026-03-28T23:00:00Z'), until: quarter('2026-10-25T11:15:00Z')}];

test.each([
	['one folder', ['/a']],
	['two folders', ['/a', '/b']],
	['no folder', []],
])(`the reports of %s are the same whether SQLite or ccmon adds up (SEED=${seed})`, (_, configDirs) => {
	const random = seededRandom(seed);
	fill(random, ['/a', '/b']);
	for (const by of groupings.filter(grouping => grouping !== 'tool')) {
		for (const period of periods) {
			const zone = namedZone(random.pick(zones))!;
			const pieces = entriesOf(readSpendingOf(index.database, configDirs), by, zone, period);
			const expected = reportToJson(sumReport(pieces, by, zone.name));
			expect(reportToJson(readReport(index.database, configDirs, {by, zone, period})), `by ${by}`).toEqual(expected);
		}
	}
});

test('tokens that together are more than a whole number holds are added up all the same', () => {
	fill(seededRandom(seed), ['/a']);
	index.database.exec(`UPDATE spending SET input_tokens = ${Number.MAX_SAFE_INTEGER}`);
	const {totals} = readReport(index.database, ['/a'], {by: 'day', zone: namedZone('UTC')!, period: always});
	expect(totals.usage.inputTokens).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
});
