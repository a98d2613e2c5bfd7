/**
 * What a machine counts, by which another one recognises that it counts the same. Ids are hashes: they are compared, and
 * say nothing else.
 */
import * as v from 'valibot';
import {localHost} from '../config/hosts.ts';
import {list, whole} from './fields.ts';

const id = whole(100);

export const booksSchema = v.object({
	/** Identifies the processes that it sees: the same for two ways to one machine, another in a container. */
	processes: id,
	/** Its config folders, each with what identifies the folder of its transcripts, on whatever machine that is mounted. */
	folders: list(v.object({configDir: whole(), id}), 100),
});

export type Books = v.InferOutput<typeof booksSchema>;

/** How a machine is related to one that counts its spending already. */
export interface SameAs {
	/** That machine; `local`: this one. */
	name: string;
	/** It is that machine, by another name. */
	isMachine: boolean;
	/** All that it counts is counted there; false: it has further config folders. */
	isWhole: boolean;
}

export const isSameRelation = (a: SameAs | null, b: SameAs | null): boolean =>
	a === b || (a?.name === b?.name && a?.isMachine === b?.isMachine && a?.isWhole === b?.isWhole);

/** `the same as box, counted once` */
export function sameWords({name, isMachine, isWhole}: SameAs): string {
	const other = name === localHost ? 'this machine' : name;
	if (!isWhole) return `shares a config folder with ${other}, not counted`;
	if (!isMachine) return `shares the history of ${other}, counted once`;
	return name === localHost ? 'this machine itself, counted once' : `the same as ${other}, counted once`;
}
