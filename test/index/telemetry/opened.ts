/** A new database with the tables of telemetry. */
import type {DatabaseSync} from 'node:sqlite';
import {migrations, room} from '../../../source/index/telemetry/schema.ts';
import {openDatabase} from '../../../source/platform/database.ts';
import {temporaryFolder} from '../../support/environment.ts';

export interface OpenedTelemetry {
	database: DatabaseSync;
	/** Another connection, as another process has it. */
	connect(): DatabaseSync;
	close(): void;
}

export function createOpenedTelemetry(): OpenedTelemetry {
	const folder = temporaryFolder();
	const databases: DatabaseSync[] = [];
	const connect = () => {
		const {database} = openDatabase({path: folder.at('ccmon.db'), room, migrations, now: () => 0});
		databases.push(database!);
		return database!;
	};
	return {
		...{database: connect(), connect},
		close() {
			for (const database of databases) database.close();
			folder.remove();
		},
	};
}
