/** Other machines whose sessions are shown, as the config names them. */

export interface HostConfig {
	/** The person's own word for it: `[hosts.box]`. */
	name: string;
	/** How to get a stdin and a stdout there. */
	reach: {type: 'ssh'; destination: string} | {type: 'exec'; command: readonly string[]};
	/** The ccmon there: over ssh a piece of shell, with `exec` a single argument. */
	command: string;
	/** Claude Code's config folders there; empty: those of its own config or environment. */
	configDirs: readonly string[];
}

/** This machine, where hosts are chosen by name. */
export const localHost = 'local';

/** Names are used before a slash, after `host:`, before session names, and as a bare key in TOML. */
const hostNamePattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;

/** What ssh would take for an option, and what no destination contains: blanks, quotes, control characters. */
const destinationPattern = /^[^-\s'"`$\\;&|<>(){}\p{Cc}][^\s'"`$\\;&|<>(){}\p{Cc}]{0,254}$/u;

/** Why a name cannot be a host's; null: it can. */
export function hostNameMistake(name: string): string | null {
	if (name === localHost) return 'is this machine: choose another name';
	return hostNamePattern.test(name)
		? null
		: 'must be 1 to 32 letters, digits, - or _, and begin with a letter or digit';
}

/** Why a text cannot be given to ssh; null: it can. */
export function destinationMistake(destination: string): string | null {
	if (destination.startsWith('-')) return 'begins with -, which ssh would take for an option';
	return destinationPattern.test(destination) ? null : 'is not a destination for ssh, such as user@box or an alias';
}

/** A name for a destination: `box` of `user@box.example.com`, `ssh://user@box:2222`. */
export function hostNameFor(destination: string): string {
	const host = destination
		.replace(/^ssh:\/\//, '')
		.replace(/^.*@/, '')
		.replace(/^\[|\].*$|:\d+$/g, '');
	const isAddress = /^[\d.]+$|:/.test(host);
	const name = isAddress ? host : (host.split('.')[0] ?? '');
	return name
		.replaceAll(/[^A-Za-z0-9_]+/g, '-')
		.replace(/^[-_]+/, '')
		.slice(0, 32);
}
