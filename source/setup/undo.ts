/** Undoes setup: byte for byte if nothing else has changed since, else only ccmon's own keys. */
import {changesByMarks, reverseChanges} from './changes.ts';
import {hashOf, type SetupRecord} from './record.ts';
import {readTree, valueAt} from './settings-tree.ts';

export interface UndoPlan {
	/** The resulting settings; null: remove the file, since there was none. */
	content: Buffer | null;
	/** Keys that were changed since and are therefore left. */
	kept: string[];
	/** False: the settings hold nothing of ccmon's. */
	isNeeded: boolean;
}

/** `bytes`: the settings as they are, without `obstacle`; null: there are none. */
export function planUndo(bytes: Buffer | null, record: SetupRecord | null): UndoPlan {
	if (bytes === null) return {content: null, kept: [], isNeeded: false};
	if (record && hashOf(bytes) === record.afterHash) {
		return {content: record.before, kept: [], isNeeded: !record.before?.equals(bytes)};
	}
	const text = textOf(bytes);
	const hadEnv = record?.before ? valueAt(readTree(textOf(record.before)), ['env']) !== undefined : false;
	const changes = record?.changes ?? changesByMarks(readTree(text));
	const {text: content, kept} = reverseChanges(text, changes, hadEnv);
	return {content: Buffer.from(content), kept, isNeeded: content !== text};
}

const textOf = (bytes: Uint8Array) => new TextDecoder('utf-8', {ignoreBOM: true}).decode(bytes);
