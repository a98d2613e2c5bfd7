/** The table of commands against what the commands do: help, completions and the man page promise what is in it. */
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {type CommandName, commandNames, commands, usageOf} from '../../source/cli/command-line.ts';
import {completionScript} from '../../source/cli/completions.ts';
import {configCommand} from '../../source/cli/config-command.ts';
import {hosts} from '../../source/cli/hosts/hosts-command.ts';
import {team} from '../../source/cli/team.ts';
import {type CommandHome, commandHome, runCommand} from '../support/command.ts';

let home: CommandHome;
beforeEach(() => {
	home = commandHome();
	vi.stubEnv('EDITOR', 'true');
});
afterEach(() => home.remove());

const choicesOf = (name: CommandName, index: number) => commands[name].positionals?.[index]?.choices ?? [];
const run = (command: () => Promise<unknown>) => runCommand(async () => ((await command()) ? 1 : 0));

describe('a word that the table offers is taken, and only such a word', () => {
	test.each<[CommandName, number, (word: string) => Promise<unknown>]>([
		['config', 0, word => configCommand([word])],
		['completions', 0, async word => void completionScript(word)],
		['team', 0, word => team([word], {})],
		['team', 1, word => team(['setup', word], {})],
		['hosts', 0, word => hosts([], [word, '-no-host'], {}, '0.0.0')],
	])('%s, word %i', async (name, index, command) => {
		const words = choicesOf(name, index);
		expect(words.length).toBeGreaterThan(0);
		const isUnknown = async (word: string) => {
			const {code, stderr} = await run(() => command(word));
			return code === 2 && !stderr.includes('-no-host');
		};
		for (const word of words) expect([word, await isUnknown(word)]).toEqual([word, false]);
		expect(await isUnknown(`${words[0]}x`)).toBe(true);
	});
});

test.each<[CommandName, string]>([
	['monitor', 'ccmon [options]'],
	['run', 'ccmon run [claude arguments…]'],
	['send', 'ccmon send [options] SESSION TEXT'],
	['team', 'ccmon team [options] [setup] [PART]'],
])('the usage of %s', (name, usage) => expect(usageOf(name)).toBe(usage));

test('a word that may be left out never stands before one that may not', () => {
	for (const name of commandNames) {
		const {positionals = []} = commands[name];
		const firstOptional = positionals.findIndex(({optional}) => optional);
		const behind = firstOptional < 0 ? [] : positionals.slice(firstOptional);
		expect([name, behind.filter(({optional}) => !optional)]).toEqual([name, []]);
	}
});
