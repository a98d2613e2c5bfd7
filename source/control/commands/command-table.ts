/** All commands in one table, from which the footer, the help and the guide's key list are made. */
import type {Command, ScreenName} from './command.ts';
import {listCommands} from './list-commands.ts';
import {appCommands, viewCommands} from './view-commands.ts';
import type {ViewContext} from './view-context.ts';

export type CommandTable = readonly Command<ViewContext>[];

/** The whole table; the given session commands come first. */
export function commandTable(sessionCommands: readonly Command[] = []): CommandTable {
	return [...sessionCommands, ...listCommands, ...viewCommands, ...appCommands];
}

/** The command for a key in a view; undefined: the key has no meaning there. */
export function findCommand(table: CommandTable, key: string, view: ScreenName): Command<ViewContext> | undefined {
	const meant = table.filter(command => command.keys.includes(key));
	return meant.find(command => command.view === view) ?? meant.find(command => command.view === undefined);
}
