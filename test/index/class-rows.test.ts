/** Classes in the database: the same one has one row, in every process and for good. */
import {afterEach, beforeEach, expect, test} from 'vitest';
import {classOf} from '../../source/accounting/request-class.ts';
import {createClassRows, type PieceClass, readPieceClasses} from '../../source/index/class-rows.ts';
import {createOpenedIndex, type OpenedIndex} from './opened.ts';

let index: OpenedIndex;
beforeEach(() => {
	index = createOpenedIndex();
});
afterEach(() => index.close());

const rows = () => createClassRows(index.database);
const main = classOf({
	...{model: 'claude-opus-5-5', speed: 'standard', inferenceGeo: null, purpose: 'main', cause: null, agentId: null},
});
const title = classOf({
	...{
		model: 'claude-haiku-5-5',
		speed: 'fast',
		inferenceGeo: 'us',
		purpose: 'background',
		cause: 'title',
		agentId: 'a',
	},
});
const piece: PieceClass = {
	...{model: 'claude-opus-5-5', speed: 'fast', usInference: true, largePrompt: false, purpose: 'main', cause: null},
};

test('a request’s class has one row, and is the same object when it is read', () => {
	const first = rows();
	const ids = [main, title].map(first.idOfRequest);
	expect(new Set(ids).size).toBe(2);
	const later = rows();
	expect([main, title].map(later.idOfRequest)).toEqual(ids);
	expect(ids.map(later.requestClass)).toEqual([main, title]);
	expect(later.requestClass(ids[0]!)).toBe(classOf(main));
});

test('a piece’s class has one row, told apart by each of its parts', () => {
	const others: PieceClass[] = [
		...([{model: 'm'}, {speed: 'standard'}, {usInference: false}, {largePrompt: true}] as const),
		...([{purpose: 'background'}, {cause: 'x'}] as const),
	].map(fields => ({...piece, ...fields}));
	const {idOfPiece} = rows();
	const ids = [piece, ...others].map(idOfPiece);
	expect(new Set(ids).size).toBe(7);
	expect([piece, ...others].map(rows().idOfPiece)).toEqual(ids);
	const read = readPieceClasses(index.database);
	expect(ids.map(id => read.get(id))).toEqual([piece, ...others]);
});

test('writes a row again after its transaction was rolled back', () => {
	const open = rows();
	index.database.exec('BEGIN');
	open.idOfRequest(main);
	open.idOfPiece(piece);
	index.database.exec('ROLLBACK');
	open.forget();
	expect(rows().requestClass(open.idOfRequest(main))).toEqual(main);
	const id = open.idOfPiece(piece);
	expect(readPieceClasses(index.database).get(id)).toEqual(piece);
});

test('what another program wrote there is background of an ordinary speed, and what is gone an unknown model', () => {
	const odd = {model: 'm', speed: 'warp', inference_geo: '', purpose: 'lunch', cause: '', agent_id: ''};
	const id = index.put('request_class', odd);
	expect(rows().requestClass(id)).toMatchObject({speed: 'standard', inferenceGeo: null, purpose: 'background'});
	expect(rows().requestClass(999)).toMatchObject({model: 'unknown', purpose: 'background', cause: null, agentId: null});
});
