/** A config folder or two, an index of them, and what it says. */
import {type IndexResult, openIndexedHistory} from '../../source/index/scan/index-history.ts';
import {openIndex} from '../../source/index/schema.ts';
import {type ConversationSpending, readSpendingOf} from '../../source/index/spending-rows.ts';
import {migrations, room} from '../../source/index/telemetry/schema.ts';
import {createWriter, type Delivery} from '../../source/index/telemetry/write.ts';
import {openDatabase} from '../../source/platform/database.ts';
import {temporaryFolder} from '../support/environment.ts';

export interface Spent {
	sessionId: string;
	requests: number;
	/** Rounded to a millionth. */
	usd: number;
}

export function createIndexed(now: () => number = Date.now) {
	const folder = temporaryFolder();
	const configDir = folder.at('claude');
	const databasePath = folder.at('state', 'ccmon.db');
	return {
		...{folder, configDir, databasePath},
		options: {databasePath, configDirs: [configDir], now},
		/** Indexes what has changed. */
		async index(more: {configDirs?: readonly string[]; threads?: number} = {}): Promise<IndexResult> {
			const {database, ...result} = await openIndexedHistory({databasePath, configDirs: [configDir], now, ...more});
			database?.close();
			return result;
		},
		async scan(configDirs?: readonly string[]) {
			return (await this.index(configDirs ? {configDirs} : {})).problems;
		},
		receive(requests: NonNullable<Delivery['logs']>['requests']) {
			const {database} = openDatabase({path: databasePath, room, migrations, now});
			const logs = {events: [], requests, marks: [], invalid: 0};
			createWriter(database!).write([{logs, metrics: null, connection: {}}]);
			database!.close();
		},
		spending(configDirs: readonly string[] = [configDir]): Spent[] {
			const {database} = openIndex({path: databasePath, now});
			const spending = readSpendingOf(database!, configDirs);
			database!.close();
			return spending.map(spentOf);
		},
	};
}

export type Indexed = ReturnType<typeof createIndexed>;

function spentOf({sessionId, pieces}: ConversationSpending): Spent {
	const usd = pieces.reduce((sum, {costUsd}) => sum + (costUsd ?? 0), 0);
	return {sessionId, requests: pieces.reduce((sum, {requests}) => sum + requests, 0), usd: Math.round(usd * 1e6) / 1e6};
}
