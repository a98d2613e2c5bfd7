/** The table of commands against what the commands do: help, completions and the man page promise what is in it. */
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {type CommandName, commandNames, commands, usageOf} from '../../source/cli/command-line.ts';
import {completionScript} from '../../source/cli/completions.ts';
import {configCommand} from '../../source/cli/config-command.ts';
import {team} from '../../source/cli/team.ts';
import {type CommandHome, commandHome, runCommand} from '../support/command.ts';

let home: CommandHome;
beforeEach(() => {
	home = commandHome();
	vi.stubEnv('EDITOR', 'false');
});
afterEach(() => home.remove());

/** What the command does with each word that the table offers there, in the order of the table. */
async function ranWith(name: CommandName, index: number, command: (word: never) => Promise<unknown>) {
	const words = commands[name].positionals?.[index]?.choices ?? [];
	const outputs: string[] = [];
	for (const word of words) {
		const {stdout, stderr} = await runCommand(async () => ((await command(word as never)) ? 1 : 0));
		outputs.push(`${stdout}${stderr}`);
	}
	return outputs;
}

test.each<[CommandName, number, (word: never) => Promise<unknown>]>([
	['config', 0, word => configCommand([word])],
	['completions', 0, async word => void process.stdout.write(completionScript(word))],
	['team', 1, word => team(['setup', word], {})],
])('each word that the table offers %s does something of its own: word %i', async (name, index, command) => {
	const outputs = await ranWith(name, index, command);
	expect(outputs.length).toBeGreaterThan(2);
	for (const output of outputs) expect(output).toMatch(/\S/);
	expect(new Set(outputs).size).toBe(outputs.length);
	if (name === 'team')
		expect(outputs).not.toContain((await runCommand(async () => (await team(['setup'], {})) ?? 0)).stdout);
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
