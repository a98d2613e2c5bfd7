/** The command line: what may be asked of ccmon, as data. Wrong arguments are a `UsageError` with what to do. */
import cac from 'cac';

export class UsageError extends Error {}

export interface CommonOptions {
	/** Claude Code's config folders, as given; empty: those of the config file or the environment. */
	configDirs: readonly string[];
}

export interface MonitorOptions extends CommonOptions {
	once: boolean;
	json: boolean;
	demo: boolean;
	ascii: boolean;
}

/** Options of a subcommand as typed: texts, and true for flags. */
export type SubcommandOptions = Readonly<Record<string, string | true | undefined>>;

export type Invocation =
	| {command: 'monitor'; options: MonitorOptions}
	| {command: 'text'; text: string}
	| {command: 'run'; claudeArguments: readonly string[]}
	| {
			command: Subcommand;
			args: readonly string[];
			options: SubcommandOptions & {readonly configDirs?: undefined};
			configDirs: readonly string[];
	  };

const subcommands = {
	send: {
		usage: 'send <session> <text>',
		description: 'Type into a session, safely, and wait for the evidence: a prompt, /compact or /clear',
		options: [
			['--json', 'Print the outcome as JSON'],
			['--yes', 'Do not ask before /clear'],
		],
	},
	setup: {
		usage: 'setup',
		description: 'Let Claude Code tell ccmon its exact token counts (shows the change, then asks)',
		options: [
			['--yes', 'Do not ask'],
			['--print', 'Show the change and make none'],
			['--undo', 'Take back what setup changed'],
			['--leave-exporters', 'Leave telemetry that goes to your own collector alone'],
		],
	},
	doctor: {
		usage: 'doctor',
		description: 'Tell what works, what is missing, and the command that mends it',
		options: [['--json', 'Print the findings as JSON']],
	},
	report: {
		usage: 'report',
		description: 'What it cost: by day, week, month, session, project, model or cause',
		options: [
			['--by <grouping>', 'day, week, month, session, project, model or cause'],
			['--since <date>', 'From this day on: 2026-11-01, or 7d'],
			['--until <date>', 'Up to this day'],
			['--timezone <zone>', 'Days of this time zone: Europe/Berlin'],
			['--json', 'Print JSON'],
			['--csv', 'Print CSV'],
			['--check', 'Exit with 1 when a budget is exceeded'],
		],
	},
	tpm: {
		usage: 'tpm',
		description: 'Tokens per minute: what is recommended for a team, and what this machine uses',
		options: [
			['--team <users>', 'Size of the team'],
			['--json', 'Print JSON'],
		],
	},
	metrics: {
		usage: 'metrics',
		description: 'Figures for Prometheus',
		options: [['--listen <port>', 'Serve them on 127.0.0.1 instead of printing them once']],
	},
} as const;

export type Subcommand = keyof typeof subcommands;

/** Parses what stands behind the program's name. */
export function parseArguments(argv: readonly string[], version: string): Invocation {
	// Everything behind `run` is Claude Code's own business, also what looks like an option of ccmon.
	if (argv[0] === 'run') return {command: 'run', claudeArguments: argv.slice(1)};

	let invocation: Invocation | null = null;
	const cli = cac('ccmon');
	cli.option('--config-dir <folder>', 'Claude Code’s config folder; may be given several times');
	cli
		.command('', 'Watch every running Claude Code session')
		.option('--once', 'Print the sessions once and exit')
		.option('--json', 'With --once: as JSON')
		.option('--demo', 'Show a made-up fleet')
		.option('--ascii', 'Draw with ASCII characters only')
		.action((options: RawOptions) => {
			invocation = {command: 'monitor', options: monitorOptions(options)};
		});
	// Shown in the help; taken apart above.
	cli.command('run [...claude arguments]', 'Start claude in this terminal so that ccmon can reach its keyboard');
	for (const [command, {usage, description, options}] of Object.entries(subcommands)) {
		const added = cli.command(usage, description);
		for (const [name, text] of options) added.option(name, text);
		added.action((...all: unknown[]) => {
			const {configDir, '--': _, ...raw} = all.pop() as RawOptions;
			invocation = {
				command: command as Subcommand,
				args: all.map(String),
				options: textOptions(raw),
				configDirs: texts(configDir),
			};
		});
	}
	const printed = captureOutput(() => {
		cli.help(sections => sections.map(({title, body}) => (title ? {title, body} : {body})));
		cli.version(version);
		try {
			cli.parse(['node', 'ccmon', ...argv], {run: false});
			if (!cli.options.help && !cli.options.version) cli.runMatchedCommand();
		} catch (error) {
			throw new UsageError(`${(error as Error).message}. Try: ccmon --help`);
		}
	});
	if (cli.options.version) return {command: 'text', text: version};
	if (printed !== '') return {command: 'text', text: printed};
	if (!invocation) throw new UsageError(`ccmon has no command ${argv[0] ?? ''}. Try: ccmon --help`);
	return invocation;
}

type RawOptions = Record<string, unknown>;

function monitorOptions(raw: RawOptions): MonitorOptions {
	const options = {
		configDirs: texts(raw.configDir),
		once: raw.once === true,
		json: raw.json === true,
		demo: raw.demo === true,
		ascii: raw.ascii === true,
	};
	if (options.json && !options.once) throw new Error('--json goes with --once');
	return options;
}

function texts(value: unknown): string[] {
	if (value === undefined || value === true) return [];
	return (Array.isArray(value) ? value : [value]).map(String);
}

function textOptions(raw: RawOptions): Record<string, string | true> {
	const given = Object.entries(raw).filter(([, value]) => value !== undefined && value !== false);
	return Object.fromEntries(given.map(([name, value]) => [name, value === true ? true : String(value)]));
}

/** The parser prints help and version by itself; here they are answers like any other. */
function captureOutput(work: () => void): string {
	const {info, log} = console;
	let text = '';
	const take = (...parts: unknown[]) => {
		text += `${parts.join(' ')}\n`;
	};
	console.info = take;
	console.log = take;
	try {
		work();
	} finally {
		console.info = info;
		console.log = log;
	}
	return text.trimEnd();
}
