/** The detail's lines: a label on the left, text beside it. */
import type {BudgetFigure} from '../../core/budget.ts';
import type {HostFigure} from '../../core/hosts/host.ts';
import type {ScreenOptions} from '../options.ts';
import {fitTo, flowTexts} from '../text.ts';
import type {Tone} from '../tones.ts';

export interface LineContext {
	width: number;
	now: number;
	options: ScreenOptions;
	/** The user has a plan: dollars are a comparison, not a bill. */
	onPlan: boolean;
	/** The machine it runs on; missing or null: this one. */
	host?: HostFigure | null;
	/** Budgets of the session and of its project; missing: none. */
	budgets?: readonly BudgetFigure[];
	/** From this per cent of its threshold on the policy compacts the session; missing or null: never. */
	policyPercent?: number | null;
}

/** For a line of a change. */
export const changeTone = (line: string): Tone =>
	line.startsWith('+ ') ? 'good' : line.startsWith('− ') ? 'bad' : 'plain';

export const isNarrow = ({width}: LineContext) => width < 60;

const labelCells = (context: LineContext) => (isNarrow(context) ? 8 : 13);

/** Cells for the text beside a label. */
export const roomOf = (context: LineContext) => Math.max(1, context.width - labelCells(context));

/** A label with its lines; the label is beside the first. */
export function labelled(label: string, texts: readonly string[], context: LineContext): string[] {
	const {look} = context.options;
	const cells = labelCells(context);
	return texts.map((text, index) => {
		const head = fitTo(index > 0 ? '' : isNarrow(context) ? label : ` ${label}`, cells - 1, 'left', '');
		return fitTo(`${look.paint('muted', head)} ${text}`, context.width, 'left', look.glyphs.ellipsis).trimEnd();
	});
}

/** A label and short texts separated by dots, as many per line as fit; empty ones are left out. */
export function labelledFlow(label: string, texts: readonly string[], context: LineContext): string[] {
	const {paint, glyphs} = context.options.look;
	return labelled(label, flowTexts(texts, roomOf(context), paint('muted', ` ${glyphs.dot} `)), context);
}
