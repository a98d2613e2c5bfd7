/** Completions for shells, made from the table of commands. */
import {shellQuoted} from '../platform/shell.ts';
import {type CommandName, type CommandOption, commandNames, commands, optionsOf, type Shell} from './command-line.ts';

const scripts: Readonly<Record<Shell, () => string>> = {bash, zsh, fish};

export const completionScript = (shell: Shell): string => scripts[shell]();

const everyCommand: readonly CommandName[] = ['monitor', ...commandNames];

/** Possible arguments of a command, by position. */
function argumentsOf(name: CommandName): readonly (readonly string[])[] {
	if (name === 'monitor' || name === 'help') return [commandNames];
	return (commands[name].positionals ?? []).map(({choices}) => choices ?? []);
}

const takesValue = ({value}: CommandOption) => value !== undefined;

function bash(): string {
	// The monitor has no name.
	const pattern = (name: CommandName) => (name === 'monitor' ? "''" : name);
	const values = ({choices}: CommandOption) => {
		if (choices === undefined) return 'return';
		const words = choices === 'folder' ? '-d' : `-W '${choices.join(' ')}'`;
		return `COMPREPLY=($(compgen ${words} -- "$current")); return`;
	};
	const words = (name: CommandName, position = 0) =>
		[...optionsOf(name).map(({name}) => `--${name}`), ...(argumentsOf(name)[position] ?? [])].join(' ');
	/** What may follow an argument. */
	const later = (name: CommandName) =>
		argumentsOf(name).flatMap((choices, position) =>
			choices
				.filter(choice => choice !== name)
				.map(choice => `		${pattern(name)}:${choice}) words='${words(name, position + 1)}' ;;`),
		);
	return `# bash: source <(ccmon completions bash)
_ccmon() {
	local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command= word words=
	for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		case $word in ${commandNames.join('|')}) command=$word; break ;; esac
	done
	case $command:$previous in
${everyCommand
	.flatMap(name =>
		optionsOf(name)
			.filter(takesValue)
			.map(option => `		${pattern(name)}:--${option.name}) ${values(option)} ;;`),
	)
	.join('\n')}
	esac
	case $command:$previous in
${commandNames.flatMap(later).join('\n')}
${everyCommand.map(name => `		${pattern(name)}:*) words='${words(name)}' ;;`).join('\n')}
	esac
	COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _ccmon ccmon`;
}

function zsh(): string {
	const escaped = (text: string) => text.replace(/[\\:[\]]/g, '\\$&');
	const option = ({name, value, choices, repeatable, description}: CommandOption) => {
		const values = choices === 'folder' ? '_files -/' : choices ? `(${choices.join(' ')})` : ' ';
		const spec = `${repeatable ? '*' : ''}--${name}[${escaped(description)}]`;
		return shellQuoted(value === undefined ? spec : `${spec}:${value}:${values}`);
	};
	const specs = (name: CommandName) => {
		const positionals = argumentsOf(name).flatMap((words, index) =>
			words.length > 0 ? [shellQuoted(`${index + 1}: :(${words.join(' ')})`)] : [],
		);
		return [...optionsOf(name).map(option), ...positionals].join(' ');
	};
	return `#compdef ccmon
# zsh: ccmon completions zsh > "\${fpath[1]}/_ccmon", or source <(ccmon completions zsh)
_ccmon() {
	local state line
	local -a commands=(
${commandNames.map(name => `		${shellQuoted(`${name}:${escaped(commands[name].description)}`)}`).join('\n')}
	)
	_arguments -C ${optionsOf('monitor').map(option).join(' ')} '1:command:->command' '*::argument:->argument'
	case $state in
		command) _describe command commands ;;
		argument)
			case $line[1] in
${commandNames.map(name => `				${name}) ${commands[name].passesOn ? '_default' : `_arguments ${specs(name)}`} ;;`).join('\n')}
			esac ;;
	esac
}
if [ "$funcstack[1]" = _ccmon ]; then _ccmon "$@"; else compdef _ccmon ccmon; fi`;
}

function fish(): string {
	const seen = (words: readonly string[]) => `__fish_seen_subcommand_from ${words.join(' ')}`;
	const line = (name: CommandName, rest: string, more = '') => {
		const where = name === 'monitor' ? '__fish_use_subcommand' : `'${seen([name])}${more}'`;
		return `complete -c ccmon -n ${where} ${rest}`;
	};
	/** Those of one position are offered until one is given, after those of the position before. */
	const argumentLines = (name: CommandName) =>
		argumentsOf(name).flatMap((given, position, all) => {
			const choices = given.filter(choice => choice !== name);
			const before = position === 0 ? '' : `; and ${seen(all[position - 1]!)}`;
			return choices.map(choice => line(name, `-a ${choice}`, `${before}; and not ${seen(choices)}`));
		});
	const option = ({name, value, choices, description}: CommandOption) => {
		const words = choices === 'folder' ? '(__fish_complete_directories)' : choices?.join(' ');
		const values = value === undefined ? '' : words === undefined ? ' -x' : ` -x -a '${words}'`;
		return `-l ${name}${values} -d ${shellQuoted(description)}`;
	};
	const lines = everyCommand.flatMap(name => [
		...(name === 'monitor' ? [] : [line('monitor', `-a ${name} -d ${shellQuoted(commands[name].description)}`)]),
		...(name === 'monitor' ? [] : argumentLines(name)),
		...(commands[name].passesOn ? [line(name, '-F')] : optionsOf(name).map(given => line(name, option(given)))),
	]);
	return ['# fish: ccmon completions fish | source', 'complete -c ccmon -f', ...lines].join('\n');
}
