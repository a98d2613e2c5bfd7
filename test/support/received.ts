import {DatabaseSync} from 'node:sqlite';
import type {SessionEvent} from '../../source/claude/events.ts';
import {followTelemetry} from '../../source/index/telemetry/follow.ts';
import {migrations} from '../../source/index/telemetry/schema.ts';
import {createWriter, type Delivery} from '../../source/index/telemetry/write.ts';

/** Telemetry as it comes out of the database that it was received into. */
export function createReceived() {
	const database = new DatabaseSync(':memory:');
	for (const sql of migrations) database.exec(sql);
	const follower = followTelemetry(database, {fromNothing: true});
	const writer = createWriter(database);
	return {
		take(deliveries: readonly Delivery[]): SessionEvent[] {
			for (const delivery of deliveries) writer.write([delivery]);
			return follower.next(Number.MAX_SAFE_INTEGER).events;
		},
	};
}
