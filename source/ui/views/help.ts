/** All keys, made from the command table. */
import type {CommandGroup} from '../../control/commands/command.ts';
import type {CommandTable} from '../../control/commands/command-table.ts';
import {keyLabel} from '../keys.ts';
import {fitTo, wrapWords} from '../text.ts';
import type {Look} from '../theme.ts';

const titles: Record<CommandGroup, string> = {
	session: 'The selected session, or the marked ones',
	list: 'The list',
	view: 'Moving and views',
	app: 'ccmon',
};

const signs = (look: Look, norm: string): readonly [sign: string, meaning: string][] => {
	const {glyphs} = look;
	return [
		[glyphs.states.busy, 'busy: it works'],
		[glyphs.states.waiting, 'waiting for you; nothing is ever typed into it then'],
		[glyphs.states.error, 'error'],
		[glyphs.states.idle, 'idle'],
		[glyphs.gauge.mark, 'in a gauge: where Claude Code will compact by itself'],
		[`${glyphs.policy}80%`, 'by the policy of the config it is compacted when idle, from 80 % of that on; A stops it'],
		[`${glyphs.atLeast}$1`, 'at least: hidden requests cannot be known here, or a model has no price'],
		['$?', 'the model has no known price; its name is in the detail'],
		[glyphs.unknown, 'not known; a zero is a measured zero'],
		['!$1', `in HIDDEN $: background use above ${norm} a session; elsewhere: 80 % of a budget`],
		['!!$1', 'a budget is spent'],
		['!71% full', "a plan's limit that is reached at this time, before its reset, at the present rate"],
		['API $', 'on a plan: what the API would have charged; the plan includes it'],
	];
};

/** The help as lines of at most `width` cells. */
export function helpLines(table: CommandTable, width: number, look: Look, backgroundNorm: string): string[] {
	const keys = ({keys: names}: CommandTable[number]) => {
		const isRange = names.length > 2 && names.every((key, index) => key === `${index + 1}`);
		return isRange ? `1–${names.length}` : names.map(key => keyLabel(key, look.ascii)).join(' ');
	};
	const keyCells = width < 60 ? 10 : 14;
	const entry = (sign: string, meaning: string) =>
		wrapWords(meaning, Math.max(10, width - keyCells - 2)).map(
			(line, index) =>
				`  ${fitTo(index === 0 ? look.paint('strong', fitTo(sign, keyCells - 1)) : '', keyCells)}${line}`,
		);
	const groups = (Object.keys(titles) as CommandGroup[]).flatMap(group => {
		const commands = table.filter(command => command.group === group);
		if (commands.length === 0) return [];
		return [
			look.paint('accent', titles[group]),
			...commands.flatMap(command => entry(keys(command), command.description)),
			'',
		];
	});
	const meanings = signs(look, backgroundNorm).flatMap(([sign, meaning]) => entry(sign, meaning));
	return [...groups, look.paint('accent', 'Signs'), ...meanings];
}
