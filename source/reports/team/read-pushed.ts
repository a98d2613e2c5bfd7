/** Reads the series that ccmon pushes. */
import type {SeriesData, TeamData} from '../../core/team/data.ts';
import type {Series} from './api.ts';
import {type Asking, lastCount, lastValue, modelOf, personOf} from './asking.ts';
import {tokenFields, tokenTypes} from './counters.ts';
import {ccmonQueries, rateQueries} from './queries.ts';

/** What the first lines need, and then the rest. */
export function readPushed(asking: Asking, seconds: number) {
	const first = {
		byDay: asking.byDay(ccmonQueries.byDay).then(rows => rows.map(row => ({...personOf(row), usd: row.usd}))),
		received: asking
			.atEnd(ccmonQueries.received(seconds))
			.then(series => series.map(one => ({...personOf(one), at: lastValue(one) * 1000}))),
		rates: readRates(asking),
	};
	return {...first, rest: Promise.all(Object.values(first)).then(() => readRest(asking, seconds))};
}

async function readRates(asking: Asking): Promise<TeamData['rates']> {
	const rate = async (query: string) => {
		const [one] = await asking.atPresent(query);
		return one ? lastValue(one) : null;
	};
	return {
		tokensNow: await rate(rateQueries.tokensNow),
		tokensPeak: await rate(rateQueries.tokensPeak),
		requestsNow: await rate(rateQueries.requestsNow),
		requestsPeak: await rate(rateQueries.requestsPeak),
	};
}

async function readRest(asking: Asking, seconds: number): Promise<Omit<SeriesData, 'byDay' | 'received'>> {
	const ask = (name: 'cost' | 'requests' | 'idle' | 'lowerBound' | 'minutes') =>
		asking.atEnd(ccmonQueries[name](seconds));
	// A few at a time, to go easy on the server.
	const [cost, requests] = await Promise.all([ask('cost'), ask('requests')]);
	const [minutes, idle, lowerBound] = await Promise.all([ask('minutes'), ask('idle'), ask('lowerBound')]);
	const tokens: SeriesData['tokens'][number][] = [];
	for (const field of tokenFields) {
		for (const one of await asking.atEnd(ccmonQueries.tokens(seconds, tokenTypes[field])))
			tokens.push({...personOf(one), model: modelOf(one), field, tokens: lastCount(one)});
	}
	return {
		cost: cost.map(one => ({
			...personOf(one),
			model: modelOf(one),
			isBackground: one.labels.purpose === 'background',
			usd: lastValue(one),
		})),
		tokens,
		requests: requests.map(one => ({...personOf(one), model: modelOf(one), requests: lastCount(one)})),
		idle: idle.map(one => ({...personOf(one), usd: lastValue(one)})),
		lowerBound: lowerBound.map(one => ({...personOf(one), usd: lastValue(one)})),
		minutes: minutes
			.map(one => ({...personOf(one), bound: boundOf(one), minutes: lastValue(one)}))
			.filter(({bound}) => !Number.isNaN(bound)),
	};
}

const boundOf = ({labels: {le}}: Series): number => (le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le));
