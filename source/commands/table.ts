/** All commands in one table: the footer, the help and the README's key list are made from it. */
import type {Command} from './command.ts';
import {listCommands} from './list-commands.ts';
import {appCommands, viewCommands} from './view-commands.ts';
import type {ViewContext} from './view-context.ts';

export type CommandTable = readonly Command<ViewContext>[];

/** The table with the session commands handed in, which come first. */
export function commandTable(sessionCommands: readonly Command[] = []): CommandTable {
	return [...sessionCommands, ...listCommands, ...viewCommands, ...appCommands];
}

/** The command of a key; undefined: the key means nothing here. */
export const findCommand = (table: CommandTable, key: string): Command<ViewContext> | undefined =>
	table.find(command => command.keys.includes(key));
