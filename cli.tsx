import {inspect} from 'node:util';
import packageJson from './package.json' with {type: 'json'};
import {type Invocation, parseArguments, UsageError} from './source/cli/arguments.ts';
import {followOutput} from './source/platform/output.ts';

const {version} = packageJson;

/** Resolves when the monitor has drawn its first frame, or when `--once` or a report ends. Other commands never resolve it. */
export const firstFrame = Promise.withResolvers<void>();

async function reported(report: Promise<number>): Promise<number> {
	const code = await report;
	firstFrame.resolve();
	return code;
}

/** Loads only what the command needs: the monitor's first frame does not wait for the code of the reports. */
async function run(invocation: Invocation): Promise<number> {
	switch (invocation.command) {
		case 'version':
			return print(version);
		case 'help':
			return print((await import('./source/cli/help.ts')).helpText(invocation.topic, version));
		case 'completions':
			return print((await import('./source/cli/completions.ts')).completionScript(invocation.shell));
		case 'monitor': {
			const {options} = invocation;
			if (options.once) return reported((await import('./source/cli/once.ts')).printOnce(options, version));
			return (await import('./source/cli/monitor.ts')).openMonitor(options, {version, drawn: firstFrame.resolve});
		}
		case 'run':
			return (await import('./source/cli/run.ts')).run(invocation.claudeArguments);
		case 'setup':
			return (await import('./source/cli/setup.ts')).setUp(invocation.configDirs, invocation.options);
		case 'doctor':
			return (await import('./source/cli/setup.ts')).examine(invocation.configDirs, invocation.options, version);
		case 'config':
			return (await import('./source/cli/config-command.ts')).configCommand(invocation.args);
		case 'send': {
			const {sendText} = await import('./source/cli/send.ts');
			return sendText(invocation.configDirs, invocation.args, invocation.options, version);
		}
		case 'stream': {
			const {stream} = await import('./source/cli/stream/stream.ts');
			return stream(invocation.configDirs, version);
		}
		case 'open': {
			const {open} = await import('./source/cli/open.ts');
			return open(invocation.configDirs, invocation.args, version);
		}
		case 'hosts': {
			const {hosts} = await import('./source/cli/hosts/hosts-command.ts');
			return hosts(invocation.configDirs, invocation.args, invocation.options, version);
		}
		case 'answer': {
			const {answerQuestion} = await import('./source/cli/answer.ts');
			return answerQuestion(invocation.configDirs, invocation.args, invocation.options, version);
		}
		case 'resume': {
			const {resume} = await import('./source/cli/resume.ts');
			return resume(invocation.configDirs, invocation.args, invocation.options);
		}
		case 'team': {
			const code = await (await import('./source/cli/team.ts')).team(invocation.args, invocation.options);
			if (code !== null) return code;
			const options = {configDirs: [], once: false, json: false, demo: false, ascii: false, fresh: false, hosts: null};
			return (await import('./source/cli/monitor.ts')).openMonitor(options, {
				version,
				drawn: firstFrame.resolve,
				view: 'team',
			});
		}
		case 'report':
		case 'sessions':
		case 'tpm': {
			const history = await import('./source/cli/history.ts');
			return reported(history[invocation.command](invocation.configDirs, invocation.options));
		}
		case 'metrics': {
			const {metrics} = await import('./source/cli/metrics.ts');
			return reported(metrics(invocation.configDirs, invocation.options));
		}
	}
}

function print(text: string): number {
	process.stdout.write(`${text}\n`);
	return 0;
}

async function main(): Promise<void> {
	const allWritten = followOutput();
	let exitCode: number;
	try {
		exitCode = await run(parseArguments(process.argv.slice(2)));
	} catch (error) {
		// A wrong command line needs its message only; anything else is a bug, and its trace is wanted.
		process.stderr.write(error instanceof UsageError ? `ccmon: ${error.message}\n` : `${inspect(error)}\n`);
		exitCode = error instanceof UsageError ? 2 : 1;
	}
	// Watchers and sockets that are still open must not keep the program from ending.
	process.exit(await allWritten(exitCode));
}

void main();
