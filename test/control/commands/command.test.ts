import {expect, test} from 'vitest';
import {type Command, keysOf} from '../../../source/control/commands/command.ts';
import {findCommand} from '../../../source/control/commands/command-table.ts';

const rest = {description: 'Does it.', run() {}};
const inPast: Command = {...keysOf('view', 'past')('past.open', ['o', 'return'], 'open', 4), ...rest};
const anywhere: Command = {...keysOf('app')('app.own', ['o'], 'own', null), ...rest};

test('a key of a view means that there, and elsewhere what it means everywhere', () => {
	const table = [anywhere, inPast];
	expect(findCommand(table, 'o', 'past')).toBe(inPast);
	expect(findCommand(table, 'o', 'list')).toBe(anywhere);
	expect(findCommand(table, 'return', 'list')).toBeUndefined();
	expect([inPast.group, anywhere.group, anywhere.footerRank]).toEqual(['view', 'app', null]);
});
