import {expect, test} from 'vitest';
import {namedZone} from '../../../source/reports/report/zones.ts';
import type {QueryApi} from '../../../source/reports/team/api.ts';
import {dashboard} from '../../../source/reports/team/dashboard.ts';
import {readTeam} from '../../../source/reports/team/read-team.ts';

interface Panel {
	title: string;
	type: string;
	datasource: {uid: string};
	gridPos: {x: number; y: number; w: number; h: number};
	targets: {expr: string; datasource: {uid: string}; instant?: boolean; interval?: string}[];
}
const {panels, __inputs} = JSON.parse(JSON.stringify(dashboard())) as {panels: Panel[]; __inputs: {name: string}[]};
const query = ({targets}: Panel) => targets[0]!.expr;

/** What `ccmon team` asks for where only ccmon pushes: all of it but whether anything is there. */
async function askedByTeam(): Promise<string[]> {
	const asked = new Set<string>();
	const answer = async (text: string) => {
		asked.add(text);
		return {series: [], warnings: [], isPartial: false};
	};
	const api: QueryApi = {instant: answer, range: answer};
	const now = Date.parse('2026-11-20T12:00:00Z');
	await readTeam({api, team: {userLabel: 'u', teamLabel: 't'}, zone: namedZone('UTC')!, now});
	return [...asked].filter(text => !text.startsWith('count by'));
}

test('it shows all that ccmon team asks for, of 30 days, and nothing else', async () => {
	// Grafana takes milliseconds, and a series has seconds.
	expect(panels.map(panel => query(panel).replace(/ \* 1000$/, '')).sort()).toEqual((await askedByTeam()).sort());
});

test('a day is a point of a graph, everything else a present value', () => {
	for (const {title, type, targets} of panels) {
		const isDaily = title.endsWith('per day');
		expect([title, type === 'timeseries', targets[0]!.interval, targets[0]!.instant]).toEqual(
			isDaily ? [title, true, '1d', undefined] : [title, false, undefined, true],
		);
	}
});

test('no panel covers another, and all fit in the 24 columns of Grafana', () => {
	const cells = panels.flatMap(({gridPos: {x, y, w, h}}) => {
		expect(x + w).toBeLessThanOrEqual(24);
		return Array.from({length: w * h}, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`);
	});
	expect(new Set(cells).size).toBe(cells.length);
	expect(new Set(panels.map(({title}) => title)).size).toBe(panels.length);
});

test('every panel asks the data source that is chosen at the import', () => {
	const chosen = `\${${__inputs[0]!.name}}`;
	for (const {datasource, targets} of panels) {
		expect([datasource.uid, ...targets.map(target => target.datasource.uid)]).toEqual([chosen, chosen]);
	}
});
