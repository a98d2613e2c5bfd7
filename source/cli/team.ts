/** `ccmon team`: a group's figures from the server that they are pushed to. */
import {runTeam} from '../reports/team/run-team.ts';
import {setupParts, setupText} from '../reports/team/setup-text.ts';
import {type SubcommandOptions, UsageError} from './arguments.ts';
import {printProblem} from './print-problem.ts';
import {readSettings} from './settings.ts';

/** Null: on a terminal, open the monitor with the team view instead. */
export async function team(args: readonly string[], options: SubcommandOptions): Promise<number | null> {
	const {config, problems, clock} = readSettings([]);
	const [what, given] = args;
	if (what !== undefined) {
		const option = Object.keys(options)[0];
		if (option !== undefined) throw new UsageError(`--${option} goes without setup`);
		const part = setupParts.find(name => name === given) ?? null;
		for (const problem of problems) printProblem(problem);
		process.stdout.write(setupText(config.team, part));
		return 0;
	}
	const isText = options.json !== true && options.csv !== true && options.check !== true;
	if (isText && config.team.url !== null && process.stdin.isTTY && process.stdout.isTTY) return null;
	const {providers} = config;
	const asksProviders = providers.litellm.url !== null || providers.console.url !== null;
	return runTeam(
		{
			team: config.team,
			figures: config.figures,
			env: process.env,
			json: options.json === true,
			csv: options.csv === true,
			check: options.check === true,
			...(asksProviders && {
				besides: async () => (await import('./counted-elsewhere.ts')).countedElsewhere(providers, process.env, clock()),
			}),
		},
		{stdout: process.stdout, stderr: process.stderr, now: clock, problems},
	);
}
