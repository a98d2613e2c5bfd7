/** A calendar with a column per week; the more a day cost, the darker it is. Each level has its own sign, too. */
import type {HeatDay, HeatLevel} from '../../core/history/layout.ts';
import type {Look} from '../theme.ts';
import type {Tone} from '../tones.ts';

const signs: Record<'unicode' | 'ascii', Record<HeatLevel, string>> = {
	unicode: {0: '·', 1: '░', 2: '▒', 3: '▓', 4: '█'},
	ascii: {0: '.', 1: '-', 2: '+', 3: '*', 4: '#'},
};
const tones: Record<HeatLevel, Tone> = {0: 'muted', 1: 'good', 2: 'good', 3: 'warn', 4: 'bad'};
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const labelCells = 4;
const cellsPerWeek = 2;

export function heatSign(look: Look, level: HeatLevel): string {
	return look.paint(tones[level], signs[look.ascii ? 'ascii' : 'unicode'][level]);
}

/** Eight lines: the months, then Monday to Sunday. Shows the newest weeks that fit in `width` cells. */
export function heatMap(look: Look, weeks: readonly (readonly (HeatDay | null)[])[], width: number): string[] {
	const shown = weeks.slice(-Math.max(1, Math.floor((width - labelCells) / cellsPerWeek)));
	const rows = weekdays.map((name, weekday) => {
		const cells = shown.map(week => {
			const day = week[weekday];
			return `${day ? heatSign(look, day.level) : ' '} `;
		});
		return look.paint('muted', name.padEnd(labelCells)) + cells.join('').trimEnd();
	});
	return [' '.repeat(labelCells) + look.paint('muted', monthLabels(shown)), ...rows];
}

/** Each month above its first whole week, if the name before it leaves room. */
function monthLabels(weeks: readonly (readonly (HeatDay | null)[])[]): string {
	let line = '';
	let named = '';
	for (const [index, week] of weeks.entries()) {
		const month = week.find(day => day !== null)?.day.slice(0, 7) ?? named;
		const start = index * cellsPerWeek;
		if (month === named || line.length > start) continue;
		named = month;
		line = `${line.padEnd(start)}${months[Number(month.slice(5)) - 1]} `;
	}
	return line.trimEnd().slice(0, weeks.length * cellsPerWeek);
}
