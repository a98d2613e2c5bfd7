// Writes the manual page from the table of commands: man -l dist/ccmon.1. `npm run man`; the build does it, too.
import {mkdirSync, writeFileSync} from 'node:fs';
import packageJson from '../package.json' with {type: 'json'};
import {commandNames, commands, commonOptions, optionsOf, usageOf} from '../source/cli/command-line.ts';
import {argumentRows, optionRow} from '../source/cli/help.ts';

/** For roff: a backslash or a dot at the start of a line would be a command; a plain dash would be a hyphen. */
const roff = (text: string) =>
	text
		.replaceAll('\\', '\\e')
		.replaceAll('-', '\\-')
		.replace(/^(?=[.'])/gm, '\\&');

export function manPage(): string {
	const entry = ([left, right]: readonly [string, string]) => ['.TP', `.B ${roff(left)}`, roff(right)];
	const {description, options = []} = commands.monitor;
	const lines = [
		`.TH CCMON 1 "" "ccmon ${packageJson.version}" "User Commands"`,
		...['.SH NAME', `ccmon \\- ${roff(packageJson.description)}`],
		...['.SH SYNOPSIS', roff('ccmon [options]'), '.br', roff('ccmon COMMAND [options] [arguments]')],
		...['.SH DESCRIPTION', roff(`${description}. In the monitor, ? shows all keys.`)],
		...['.SH OPTIONS', ...[...options, ...commonOptions].map(optionRow).flatMap(entry)],
		'.SH COMMANDS',
		...commandNames.flatMap(name => {
			const {description, exitCodes = []} = commands[name];
			const own = optionsOf(name).filter(option => !commonOptions.includes(option));
			return [
				`.SS ${roff(usageOf(name))}`,
				roff(`${description}.`),
				...[...argumentRows(name), ...own.map(optionRow)].flatMap(entry),
				...exitCodes.flatMap(([code, meaning]) => entry([`exit code ${code}`, meaning])),
			];
		}),
		...['.SH EXIT STATUS', '0 when all went well, 1 for a failure, 2 for a wrong command line.'],
		...['.SH FILES', '~/.config/ccmon/config.toml, ~/.local/state/ccmon'],
	];
	return `${lines.join('\n')}\n`;
}

if (process.argv[1] === import.meta.filename) {
	mkdirSync('dist', {recursive: true});
	writeFileSync('dist/ccmon.1', manPage());
}
