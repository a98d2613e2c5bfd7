// Writes into docs/ what is generated: the key list, the commands and their options, the sample config, the metrics. A test fails
// when it is stale.
// `npm run docs`.
import {readFileSync, writeFileSync} from 'node:fs';
import {commandNames, commands, commonOptions, optionsOf, usageOf} from '../source/cli/command-line.ts';
import {argumentRows, optionRow} from '../source/cli/help.ts';
import {commandTable} from '../source/control/commands/command-table.ts';
import {historyCommands} from '../source/control/commands/history-commands.ts';
import {pastCommands} from '../source/control/commands/past-commands.ts';
import {createSessionCommands} from '../source/control/commands/session-commands.ts';
import {teamCommands} from '../source/control/commands/team-commands.ts';
import {sampleConfig} from '../source/core/config/sample.ts';
import {gauges} from '../source/reports/metrics/prometheus.ts';
import {counterFamilies} from '../source/reports/team/counters.ts';

const keyNames: Record<string, string> = {return: '⏎', space: 'space', escape: 'Esc', up: '↑', down: '↓', tab: 'Tab'};

function keyList(): string {
	// Only their descriptions are read: nothing is behind them.
	const nothing = () => {};
	const none = () => [];
	const session = createSessionCommands({
		open: nothing,
		resume: nothing,
		start: nothing,
		rememberInstructions: nothing,
		keepInstructions: nothing,
		copyId: nothing,
		rememberPrompt: nothing,
		instructions: none,
		prompts: none,
		policy: {isStopped: () => false, toggle: nothing},
		confirmAboveUsd: 0,
		now: () => 0,
		look: async () => '',
	});
	const nothingRead = {
		view: null,
		progress: null,
		readAt: null,
		besides: [],
		places: [],
		place: '',
		missing: [],
		cut: [],
	};
	const history = historyCommands({
		getState: () => ({span: 'month', grouping: 'day', path: [], ...nothingRead}),
		choose: nothing,
		choosePlace: nothing,
	});
	const getState = () => ({grouping: 'user', sort: 'cost', filter: ''}) as const;
	const team = teamCommands({getState, choose: nothing, refresh: nothing});
	const found = {search: '', count: 0, isCut: false, progress: null, at: () => null, missing: [], cut: []};
	const past = pastCommands({
		getState: () => found,
		search: nothing,
		refresh: nothing,
		resume: nothing,
		copyId: nothing,
		indexOf: () => null,
		isRunning: () => false,
	});
	const rows = commandTable([...session, ...past, ...history, ...team]).map(({keys, description, view}) => {
		const names = keys.map(key => `\`${keyNames[key] ?? key}\``).join(' ');
		return `| ${names} | ${view ? `In the ${view} view: ` : ''}${description} |`;
	});
	return ['| key | what it does |', '|---|---|', ...rows].join('\n');
}

function commandList(): string {
	const list = (options: readonly (readonly [string, string])[]) =>
		options.map(([left, right]) => `- \`${left.trim()}\` — ${right}`).join('\n');
	const {description, options = []} = commands.monitor;
	const sections = commandNames.map(name => {
		const own = optionsOf(name).filter(option => !commonOptions.includes(option));
		const codes = (commands[name].exitCodes ?? []).map(([code, meaning]) => [String(code), meaning] as const);
		return [
			`## \`${usageOf(name)}\``,
			`${commands[name].description}.`,
			list([...argumentRows(name), ...own.map(optionRow)]),
			codes.length > 0 ? `Exit codes:\n\n${list(codes)}` : '',
		];
	});
	return [
		...[`## \`ccmon [options]\``, `${description}.`, list([...options, ...commonOptions].map(optionRow))],
		...sections.flat(),
	]
		.filter(part => part !== '')
		.join('\n\n');
}

function metricList(): string {
	const gaugeRows = Object.values(gauges).map(gauge => ({...gauge, type: 'gauge', labels: []}));
	const rows = [...counterFamilies, ...gaugeRows].map(({name, type, labels, help}) => {
		const names = labels.map(label => `\`${label}\``).join(', ');
		return `| \`${name}\` | ${type} | ${names} | ${help} |`;
	});
	return ['| name | type | labels | `HELP` |', '|---|---|---|---|', ...rows].join('\n');
}

/** Files with generated parts. */
export const generatedFiles = ['docs/guide.md', 'docs/config.md', 'docs/commands.md', 'docs/metrics.md'] as const;

/** A file's text with its generated parts made again. */
export function generate(text: string): string {
	return text
		.replace(/(<!-- keys: [^>]*-->\n)[\s\S]*?(<!-- \/keys -->)/, (_, start, end) => `${start}\n${keyList()}\n\n${end}`)
		.replace(
			/(<!-- commands: [^>]*-->\n)[\s\S]*?(<!-- \/commands -->)/,
			(_, start, end) => `${start}\n${commandList()}\n\n${end}`,
		)
		.replace(
			/(<!-- metrics: [^>]*-->\n)[\s\S]*?(<!-- \/metrics -->)/,
			(_, start, end) => `${start}\n${metricList()}\n\n${end}`,
		)
		.replace(/(```toml\n)[\s\S]*?(```)/, (_, start, end) => start + sampleConfig + end);
}

if (process.argv[1] === import.meta.filename) {
	for (const file of generatedFiles) writeFileSync(file, generate(readFileSync(file, 'utf8')));
}
