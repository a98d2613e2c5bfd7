/** What people write: the config file and the command line. */
import fc from 'fast-check';
import {parseArguments, UsageError} from '../../../source/cli/arguments.ts';
import {commandNames, optionsOf} from '../../../source/cli/command-line.ts';
import {parseConfig} from '../../../source/config.ts';
import {sampleConfig} from '../../../source/core/config/sample.ts';
import {problemText} from '../../../source/core/problems.ts';
import {edge, hold, holdText} from '../edge.ts';
import {damaged, oddText, oddValue} from '../grammar.ts';

const keys = [...sampleConfig.matchAll(/^(?:# )?(\S+) = /gm)].map(([, key]) => key!);
const tables = [...sampleConfig.matchAll(/^\[(\S+)\]$/gm)].map(([, table]) => table!);
const configLine = fc.oneof(
	fc.constantFrom(...sampleConfig.split('\n').map(line => line.replace(/^# (?=\S+ = )/, ''))),
	fc
		.tuple(
			fc.oneof(
				fc.constantFrom(...keys),
				oddText.map(text => JSON.stringify(text)),
			),
			oddValue,
		)
		.map(([key, value]) => `${key} = ${JSON.stringify(value)}`),
	fc.constantFrom(...tables, 'budget', 'prices.models.x', '"__proto__"').map(table => `[${table}]`),
);

export const config = edge({
	name: 'config',
	input: damaged(fc.array(configLine, {maxLength: 30}).map(lines => lines.join('\n'))),
	check(toml) {
		const {config, problems} = parseConfig(toml, '/config.toml');
		hold(config.figures.startsWith('20'), 'the config is whole', config);
		for (const usd of Object.values(config.budgets.projects)) hold(Number.isFinite(usd), 'a budget is a number', usd);
		for (const problem of problems) holdText(problemText(problem), 'a problem');
	},
});

const options = commandNames.flatMap(name => optionsOf(name).map(option => `--${option.name}`));
const word = fc.oneof(
	fc.constantFrom(...commandNames, ...options, '--once', '--', '-', '-h', '-x'),
	fc.tuple(fc.constantFrom(...options), oddText).map(([option, value]) => `${option}=${value}`),
	oddText,
);

export const commandLine = edge({
	name: 'arguments',
	input: fc.record({argv: fc.array(word, {maxLength: 6}), session: oddText, text: oddText}),
	check({argv, session, text}) {
		try {
			parseArguments(argv);
		} catch (error) {
			if (!(error instanceof UsageError)) throw error;
		}
		for (const line of [
			['send', '--', session, text],
			['send', '--yes', '--', session, text],
		]) {
			const parsed = parseArguments(line);
			hold(parsed.command === 'send', 'it is sent', parsed);
			hold(parsed.args[0] === session && parsed.args[1] === text, 'what is sent is what was typed', parsed.args);
		}
	},
});
