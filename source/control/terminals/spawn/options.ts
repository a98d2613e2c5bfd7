/** How a session can be started, as command-line options of Claude Code: `claude --help`. */

/** Only modes that still ask for permission: the others have to be given to Claude Code itself. */
export const permissionModes = ['manual', 'acceptEdits', 'plan', 'auto'] as const;
export type PermissionMode = (typeof permissionModes)[number];

/** Null: as configured, or none. */
export interface SpawnExtras {
	/** A new git worktree of this name, in which it works. */
	worktree: string | null;
	name: string | null;
	permissionMode: PermissionMode | null;
}

export type ExtraName = keyof SpawnExtras;
export const extraNames: readonly ExtraName[] = ['worktree', 'name', 'permissionMode'];

export const noExtras: SpawnExtras = {worktree: null, name: null, permissionMode: null};

/** With `=`, so that no value is taken for an option. */
export function claudeOptions(model: string | null, extras: SpawnExtras = noExtras): string[] {
	const {worktree, name, permissionMode} = extras;
	const options = {model, worktree, name, 'permission-mode': permissionMode};
	return Object.entries(options).flatMap(([option, value]) => (value === null ? [] : [`--${option}=${value}`]));
}
