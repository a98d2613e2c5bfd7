/** ccmon's own database with values in it that no ccmon writes today: an older one did, or something else was at it. */
import {cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import fc from 'fast-check';
import {parseLogs} from '../../../source/claude/telemetry/logs.ts';
import {parseMetrics} from '../../../source/claude/telemetry/metrics.ts';
import {migrations, room} from '../../../source/index/telemetry/schema.ts';
import {createWriter} from '../../../source/index/telemetry/write.ts';
import {openDatabase} from '../../../source/platform/database.ts';
import {answerLine, costStateLine, writeTranscript} from '../../index/transcript-files.ts';
import {apiRequest, logsBody, metricsBody, spending} from '../../support/otlp.ts';
import {startTimeOf} from '../../support/process.ts';
import {edge} from '../edge.ts';
import {oddNumber, oddText, oddValue, sessionIds} from '../grammar.ts';
import {showEverything} from '../show-everything.ts';

const database = 'state/ccmon/ccmon.db';
let template: Promise<string> | null = null;

/** A home that was shown once; made once in each process. */
async function makeTemplate(): Promise<string> {
	const home = mkdtempSync(path.join(tmpdir(), 'ccmon-fuzz-stored-'));
	process.once('exit', () => rmSync(home, {recursive: true, force: true}));
	const at = new Date().toISOString();
	const [first = '', second = ''] = sessionIds;
	for (const sessionId of [first, second]) {
		const answer = {at, sessionId, cwd: '/home/dev/api'};
		writeTranscript(path.join(home, '.claude'), sessionId, [
			...[1, 2].map(n => answerLine({...answer, id: `msg_${sessionId}_${n}`, outputTokens: 40_000})),
			JSON.stringify({type: 'user', ...answer, timestamp: at, message: {role: 'user', content: 'hello'}}),
			JSON.stringify({
				...{type: 'system', subtype: 'compact_boundary', uuid: `c-${sessionId}`, ...answer, timestamp: at},
				compactMetadata: {trigger: 'auto', preTokens: 150_000, postTokens: 20_000, durationMs: 9000},
			}),
			costStateLine(sessionId, at, 3),
		]);
	}
	mkdirSync(path.join(home, '.claude/sessions'));
	writeFileSync(
		path.join(home, `.claude/sessions/${process.pid}.json`),
		JSON.stringify({
			...{pid: process.pid, sessionId: first, cwd: '/home/dev/api', startedAt: Date.now() - 3_600_000},
			...{procStart: startTimeOf(process.pid), version: '2.1.332', peerProtocol: 1},
			...{kind: 'interactive', entrypoint: 'cli', name: 'api', status: 'idle'},
		}),
	);
	// So that nothing of it changes when it is copied: what was read is not read again.
	await showEverything(home);
	const {database: opened} = openDatabase({path: path.join(home, database), room, migrations, now: Date.now});
	if (!opened) throw new Error('the database can be opened');
	try {
		const now = Date.now();
		const logs = parseLogs(logsBody(apiRequest({sessionId: first, at: now})), now);
		const metrics = parseMetrics(metricsBody(spending({sessionId: first, at: now})), now);
		createWriter(opened).write([{logs, metrics, connection: {}}]);
		opened.exec('PRAGMA wal_checkpoint(TRUNCATE)');
	} finally {
		opened.close();
	}
	await showEverything(home);
	return home;
}

interface Change {
	/** Of those that hold JSON alone. */
	isJson: boolean;
	/** Any number: it is taken modulo how many there are. */
	column: number;
	value: string | number | null;
	/** In JSON that a text holds: which of its values becomes this one; null: the whole text does. */
	place: number | null;
}

const change: fc.Arbitrary<Change> = fc.record({
	isJson: fc.boolean(),
	column: fc.nat(500),
	value: fc.oneof(
		oddText.map(text => text.toWellFormed()),
		oddNumber,
		fc.constant(null),
		oddValue.map(value => JSON.stringify(value)),
	),
	place: fc.option(fc.nat(60)),
});

const isJson = (stored: unknown): stored is string => typeof stored === 'string' && /^[[{]/.test(stored);

function replaced(stored: unknown, {value, place}: Change): string | number | null {
	if (place === null || !isJson(stored)) return value;
	let left = place;
	const json = JSON.parse(stored, (_, inner) => (left-- === 0 ? value : inner));
	return JSON.stringify(json) ?? null;
}

function apply(opened: DatabaseSync, change: Change): void {
	const all = opened
		.prepare(
			`SELECT m.name AS "table", p.name AS "column" FROM sqlite_schema m JOIN pragma_table_info(m.name) p
			WHERE m.type = 'table' AND m.sql LIKE '%STRICT%' ORDER BY 1, 2`,
		)
		.all()
		.map(({table, column}) => {
			const select = opened.prepare(`SELECT "${column}" AS stored FROM "${table}" LIMIT 1`);
			// An earlier change may have left what cannot be read as a number.
			select.setReadBigInts(true);
			const row = select.get();
			return {table, column, stored: row?.stored};
		});
	const columns = change.isJson ? all.filter(({stored}) => isJson(stored)) : all;
	const {table, column, stored} = columns[change.column % columns.length]!;
	try {
		opened.prepare(`UPDATE "${table}" SET "${column}" = ?`).run(replaced(stored, change));
	} catch {
		// The table does not take it.
	}
}

export const stored = edge({
	name: 'stored',
	input: fc.array(change, {minLength: 1, maxLength: 3}),
	async check(changes) {
		template ??= makeTemplate();
		const from = await template;
		const home = mkdtempSync(path.join(tmpdir(), 'ccmon-fuzz-'));
		try {
			cpSync(from, home, {recursive: true, preserveTimestamps: true});
			const opened = new DatabaseSync(path.join(home, database));
			try {
				for (const one of changes) apply(opened, one);
			} finally {
				opened.close();
			}
			await showEverything(home);
		} finally {
			rmSync(home, {recursive: true, force: true});
		}
	},
});
