/** What setup would change: a pure function from the present settings to the new ones. */
import {isDeepStrictEqual} from 'node:util';
import type {Node} from 'jsonc-parser';
import {effectiveVariables, enableVariable, signals, type Variables} from '../claude/telemetry/exporters.ts';
import type {ForwardTarget} from '../index/forward-targets.ts';
import type {TelemetrySettings} from '../index/telemetry-address.ts';
import {applyChanges, type Change, commandOf, reverseChanges} from './changes.ts';
import {isPlainJson, type Json} from './edit.ts';
import {noteworthy, planSignal} from './exporters.ts';
import {divertedBy, type ManagedSettings, managedExporters, statusLineForbidden} from './managed.ts';
import {readTree, valueAt, variablesIn} from './settings-tree.ts';
import {ownCommand, readOwnCommand} from './statusline-command.ts';

export interface PlanOptions {
	telemetry: TelemetrySettings;
	configDir: string;
	/** 16 hexadecimal digits that mark what this config folder sends. */
	id: string;
	/** Path of the status line script. */
	script: string;
	/** The variables that Claude Code is started with; settings win over them. */
	environment: Variables;
	exporters: 'forward' | 'leave';
	managed: ManagedSettings;
	/** Changes by earlier runs that are still in the settings; each is undone and decided again. */
	earlier: readonly Change[];
}

export interface Plan {
	text: string;
	/** Against the settings as they were without ccmon; empty: nothing can be set up. */
	changes: Change[];
	forwards: ForwardTarget[];
	/** Notes to read before confirming, one or two sentences each. */
	notes: string[];
	/** Why no telemetry can be set up, as a sentence; null: some is. */
	forbidden: string | null;
}

/** The settings must have no `obstacle`. The text is the same as before when all is set up already. */
export function planSetup(text: string, options: PlanOptions): Plan {
	const base = readTree(reverseChanges(text, options.earlier).text);
	const sourcesWith = (own: Variables) => [options.environment, {...variablesIn(base), ...own}];
	const evaluate = (own: Variables) => effectiveVariables(sourcesWith(own), managedExporters(options.managed));
	const plans = signals.map(signal => planSignal(signal, evaluate, options));
	const obstacles = plans.map(
		({diverted}) => diverted && divertedBy(options.managed, diverted, sourcesWith(diverted.env)),
	);
	const env = Object.assign({}, ...plans.map(plan => plan.env ?? {})) as Record<string, string>;
	if (Object.keys(env).length > 0) env[enableVariable] = '1';
	const line = planStatusLine(base, options);
	const changes: Change[] = [
		...Object.entries(env).map(([name, after]) => change(base, ['env', name], after)),
		...(line.change ? [line.change] : []),
	];
	const notes = [...plans.map(({note}) => note), ...obstacles, ...noteworthy(evaluate({})), ...line.notes].filter(
		note => note !== null,
	);
	if (!isPlainJson(text)) {
		notes.push(
			'Claude Code loads settings without comments and trailing commas only: until you remove them, none counts.',
		);
	}
	return {
		text: applyChanges(dropStale(text, options.earlier, changes), changes),
		changes,
		forwards: plans.flatMap(plan => plan.forward ?? []),
		notes,
		forbidden: obstacles.every(obstacle => obstacle !== null) ? (obstacles[0] ?? null) : null,
	};
}

function change(base: Node, path: Change['path'], after: Json): Change {
	const before = valueAt(base, path);
	return {path, ...(before === undefined ? {} : {before}), after};
}

/** Undoes what an earlier run changed and this one leaves alone. */
function dropStale(text: string, earlier: readonly Change[], changes: readonly Change[]): string {
	const isWanted = ({path}: Change) => changes.some(wanted => isDeepStrictEqual(wanted.path, path));
	return reverseChanges(
		text,
		earlier.filter(old => !isWanted(old)),
	).text;
}

function planStatusLine(base: Node, {script, managed}: PlanOptions): {change: Change | null; notes: string[]} {
	const forbidden = statusLineForbidden(managed);
	if (forbidden !== null) return {change: null, notes: [forbidden]};
	const line = valueAt(base, ['statusLine']);
	const notes: string[] = [];
	if (valueAt(base, ['disableAllHooks']) === true) {
		notes.push('"disableAllHooks" is on: Claude Code shows no status line, so ccmon learns of no plan limits.');
	}
	const previous = commandOf(line);
	if (previous !== null) {
		const command = ownCommand(script, readOwnCommand(previous)?.previous ?? previous);
		return {change: change(base, ['statusLine', 'command'], command), notes};
	}
	if (line !== undefined && line !== null) {
		notes.push('Your "statusLine" has a type that ccmon does not know: it is left alone.');
		return {change: null, notes};
	}
	return {change: change(base, ['statusLine'], {type: 'command', command: ownCommand(script, null)}), notes};
}
