/** Help, made from the table of commands. */
import {wrapWords} from '../ui/text.ts';
import {commandCalled} from './arguments.ts';
import {
	type CommandName,
	type CommandOption,
	commandNames,
	commands,
	commonOptions,
	optionsOf,
	usageOf,
} from './command-line.ts';

type Row = readonly [left: string, right: string];

/** The help of ccmon, or of a command. Throws `UsageError` for one that there is not. */
export function helpText(topic: string | null, version: string): string {
	return topic === null ? overview(version) : helpOf(commandCalled(topic));
}

function overview(version: string): string {
	const {description, options = []} = commands.monitor;
	return sections([
		[`ccmon ${version}`, []],
		[
			'Usage',
			[
				['ccmon [options]', description],
				['ccmon COMMAND …', 'One of these; see ccmon help COMMAND'],
			],
		],
		['Commands', commandNames.map(name => [name, commands[name].description])],
		['Options', [...options, ...commonOptions].map(optionRow)],
	]);
}

function helpOf(name: CommandName): string {
	const {description, exitCodes = []} = commands[name];
	return sections([
		[`${description}.\n\nUsage: ${usageOf(name)}`, []],
		['Arguments', argumentRows(name)],
		['Options', optionsOf(name).map(optionRow)],
		['Exit codes', exitCodes.map(([code, meaning]) => [String(code), meaning])],
	]);
}

/** Those of a command that have something to say. */
export function argumentRows(command: CommandName): Row[] {
	return (commands[command].positionals ?? []).flatMap(({name, description, choices}): Row[] => {
		const words = choices && choices.length > 1 ? [choices.join(', ')] : [];
		const text = [...(description ? [description] : []), ...words].join(': ');
		return text === '' ? [] : [[name, text]];
	});
}

/** `--since DATE` and what it is for. */
export function optionRow({name, value, choices, description}: CommandOption): Row {
	const words = Array.isArray(choices) ? `: ${choices.join(', ')}` : '';
	return [`--${name}${value === undefined ? '' : ` ${value}`}`, description + words];
}

/** Each with its rows side by side; those without a row are left out unless they come first. */
function sections(all: readonly (readonly [title: string, rows: readonly Row[]])[]): string {
	const width = Math.max(...all.flatMap(([, rows]) => rows.map(([left]) => left.length))) + 2;
	return all
		.filter(([, rows], index) => index === 0 || rows.length > 0)
		.map(([title, rows]) => [title, ...rows.flatMap(row => rowLines(row, width))].join('\n'))
		.join('\n\n');
}

const mostColumns = 80;

/** What is too long for a line goes on below its beginning. */
function rowLines([left, right]: Row, width: number): string[] {
	const lines = wrapWords(right, mostColumns - width - 2);
	return lines.map((line, index) => `  ${(index === 0 ? left : '').padEnd(width)}${line}`);
}
