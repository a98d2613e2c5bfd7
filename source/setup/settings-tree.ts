/** Settings parsed as JSON, and what makes them impossible to edit. */
import {findNodeAtLocation, getNodeValue, type Node} from 'jsonc-parser';
import {isObject, variablesOfEnv} from '../claude/settings/settings-json.ts';
import {enableVariable, signals, type Variables, variablesOf} from '../claude/telemetry/exporters.ts';
import {type Json, type KeyPath, parseSettings} from './edit.ts';

/** Every variable that setup may set. */
export const ownVariables: readonly string[] = [
	enableVariable,
	...signals.flatMap(signal => Object.values(variablesOf(signal))),
];

/** Throws where the text does not parse: check with `obstacle` first. */
export function readTree(text: string): Node {
	const tree = parseSettings(text);
	if (!tree) throw new Error('the settings are not JSON');
	return tree;
}

export function valueAt(tree: Node, path: KeyPath): Json | undefined {
	const node = findNodeAtLocation(tree, [...path]);
	// jsonc-parser's objects have no prototype, which makes them unequal to others.
	return node && JSON.parse(JSON.stringify(getNodeValue(node)));
}

/** Why these settings cannot be edited, to follow their path in a sentence; null: they can. */
export function obstacle(text: string): string | null {
	const tree = parseSettings(text);
	if (!tree) return 'is not valid JSON: fix it first (Claude Code does not load it either)';
	if (tree.type !== 'object') return 'does not hold a JSON object: fix it first';
	for (const [object, names] of [
		[tree, ['env', 'statusLine']],
		[findNodeAtLocation(tree, ['env']), ownVariables],
		[findNodeAtLocation(tree, ['statusLine']), ['type', 'command']],
	] as const) {
		const twice = object?.type === 'object' && names.find(name => count(object, name) > 1);
		if (twice) return `has "${twice}" twice, and only one of them counts: remove the other first`;
	}
	const env = findNodeAtLocation(tree, ['env']);
	return env && env.type !== 'object' ? 'has an "env" that is not an object: fix it first' : null;
}

function count(object: Node, name: string): number {
	return (object.children ?? []).filter(property => property.children?.[0]?.value === name).length;
}

/** Its `env`, with the values as Claude Code puts them into its environment. */
export function variablesIn(tree: Node): Variables {
	const env = valueAt(tree, ['env']);
	return isObject(env) ? variablesOfEnv(env) : {};
}
