/** Interned classes: what many rows have in common is one row of its own. */
import type {DatabaseSync, SQLOutputValue} from 'node:sqlite';
import {classOf, type RequestClass} from '../accounting/request-class.ts';
import type {Piece} from '../accounting/spending.ts';
import type {Purpose} from '../claude/telemetry/purpose.ts';

export interface ClassRows {
	requestClass(id: number): RequestClass;
	/** Created if missing. */
	idOfRequest(requestClass: RequestClass): number;
	idOfPiece(piece: PieceClass): number;
	/** Call it when the transaction in which some were created was rolled back. */
	forget(): void;
}

const purposes: readonly Purpose[] = ['main', 'subagent', 'compaction', 'background'];
const purposeFrom = (value: SQLOutputValue | undefined): Purpose =>
	purposes.find(purpose => purpose === value) ?? 'background';
const speedFrom = (value: SQLOutputValue | undefined) => (value === 'fast' ? 'fast' : 'standard');
const textOrNull = (value: SQLOutputValue | undefined) => (value ? String(value) : null);

export function createClassRows(database: DatabaseSync): ClassRows {
	const select = database.prepare('SELECT * FROM request_class WHERE id = ?');
	const putRequest = database.prepare(
		`INSERT INTO request_class (model, speed, inference_geo, purpose, cause, agent_id) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET model = excluded.model RETURNING id`,
	);
	const putPiece = database.prepare(
		`INSERT INTO spending_class (model, speed, us_inference, large_prompt, purpose, cause) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET model = excluded.model RETURNING id`,
	);
	const byId = new Map<number, RequestClass>();
	const requestIds = new Map<RequestClass, number>();
	const pieceIds = new Map<string, number>();

	return {
		requestClass(id) {
			const known = byId.get(id);
			if (known) return known;
			const row = select.get(id) ?? {};
			const {model = 'unknown', speed, inference_geo, purpose, cause, agent_id} = row;
			const made = classOf({
				model: String(model),
				speed: speedFrom(speed),
				inferenceGeo: textOrNull(inference_geo),
				purpose: purposeFrom(purpose),
				cause: textOrNull(cause),
				agentId: textOrNull(agent_id),
			});
			byId.set(id, made);
			return made;
		},
		idOfRequest(requestClass) {
			const known = requestIds.get(requestClass);
			if (known !== undefined) return known;
			const {model, speed, inferenceGeo, purpose, cause, agentId} = requestClass;
			const id = Number(putRequest.get(model, speed, inferenceGeo ?? '', purpose, cause ?? '', agentId ?? '')?.id);
			requestIds.set(requestClass, id);
			return id;
		},
		idOfPiece({model, speed, usInference, largePrompt, purpose, cause}) {
			const key = `${model}\n${speed}\n${usInference}\n${largePrompt}\n${purpose}\n${cause}`;
			const known = pieceIds.get(key);
			if (known !== undefined) return known;
			const row = putPiece.get(model, speed, Number(usInference), Number(largePrompt), purpose, cause ?? '');
			const id = Number(row?.id);
			pieceIds.set(key, id);
			return id;
		},
		forget() {
			requestIds.clear();
			pieceIds.clear();
		},
	};
}

/** The classes of spending by their ids, as reports and the live screen need them. */
export function readPieceClasses(database: DatabaseSync): Map<number, PieceClass> {
	const rows = database.prepare('SELECT * FROM spending_class').all();
	return new Map(
		rows.map(row => [
			Number(row.id),
			{
				model: String(row.model),
				speed: speedFrom(row.speed),
				usInference: row.us_inference === 1,
				largePrompt: row.large_prompt === 1,
				purpose: purposeFrom(row.purpose),
				cause: textOrNull(row.cause),
			},
		]),
	);
}

export type PieceClass = Pick<Piece, 'model' | 'speed' | 'usInference' | 'largePrompt' | 'purpose' | 'cause'>;
