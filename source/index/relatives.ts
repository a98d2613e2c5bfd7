/**
 * Conversations of one config folder that share a history or a running total: what one spent depends on the others'. A
 * copied folder has sums of its own.
 */
import type {DatabaseSync} from 'node:sqlite';

const maxRelatives = 200;

/** The rows of those that a conversation shares something with directly. */
export function createRelated(database: DatabaseSync): (row: number) => number[] {
	const select = database.prepare(
		`SELECT parent AS row FROM fork WHERE conversation = ?1 UNION SELECT conversation FROM fork WHERE parent = ?1
		UNION SELECT other.conversation FROM running_total AS own JOIN running_total AS other USING (started_at)
		JOIN conversation ON conversation.id = other.conversation
		WHERE own.conversation = ?1 AND folder IS (SELECT folder FROM conversation WHERE id = ?1)`,
	);
	return row => select.all(row).map(({row: other}) => Number(other));
}

/** The rows of all that it shares something with, also through others, itself included. */
export function createRelatives(database: DatabaseSync): (row: number) => Set<number> {
	const related = createRelated(database);
	return row => {
		const found = new Set([row]);
		for (const one of found) {
			if (found.size > maxRelatives) break;
			for (const other of related(one)) found.add(other);
		}
		return found;
	};
}
