import {describe, expect, test} from 'vitest';
import {noUsage} from '../../../source/claude/usage.ts';
import {findHidden, type Metered, type SessionSources, type Spent} from '../../../source/reports/report/hidden.ts';

const opus = 'claude-opus-4-5';
const haiku = 'claude-haiku-4-5';
const spent = (costUsd: number | null, more: Partial<Spent> = {}): Spent => ({
	quarter: 10,
	model: opus,
	purpose: 'main',
	cause: null,
	usage: {...noUsage, outputTokens: Math.round((costUsd ?? 0) * 1000)},
	messages: 1,
	costUsd,
	...more,
});
const title = (costUsd: number, quarter = 10) =>
	spent(costUsd, {quarter, model: haiku, purpose: 'background', cause: 'generate_session_title'});
const metered = (costUsd: number, more: Partial<Metered> = {}): Metered => ({
	quarter: 10,
	model: opus,
	source: 'main',
	usage: {...noUsage, outputTokens: Math.round(costUsd * 1000)},
	costUsd,
	...more,
});
const find = (sources: Partial<SessionSources>) =>
	findHidden({
		counted: [],
		events: [],
		metrics: [],
		isCovered: false,
		hasClassifier: false,
		reported: null,
		...sources,
	});
const reported = (usd: number, quarter = 10) => ({quarter, usd, models: () => null, sharedUsd: 0});
const usd = ({beyond}: {beyond: readonly Spent[]}) => beyond.reduce((sum, {costUsd}) => sum + (costUsd ?? 0), 0);

test('transcripts alone: nothing is invented, and it is said to be a part', () => {
	expect(find({counted: [spent(2)]})).toEqual({beyond: [], basis: 'estimated', partial: true});
});

describe('telemetry', () => {
	test('a request that is in transcript and event counts once; a title is added', () => {
		const found = find({
			counted: [spent(2)],
			events: [spent(2), title(0.02)],
			metrics: [metered(2), metered(0.02, {model: haiku, source: 'auxiliary'})],
			isCovered: true,
		});
		expect(found).toEqual({beyond: [title(0.02)], basis: 'telemetry', partial: false});
	});

	test('what metrics have beyond the events is background of an unreported cause, by model', () => {
		const metrics = [metered(2), metered(0.5, {model: 'claude-sonnet-5[1m]', source: 'auxiliary'})];
		const found = find({counted: [spent(2)], events: [spent(2)], metrics, isCovered: true, hasClassifier: true});
		expect(found.beyond).toMatchObject([
			{
				purpose: 'background',
				cause: 'unreported (auto-mode checks)',
				model: 'claude-sonnet-5[1m]',
				costUsd: 0.5,
				usage: {outputTokens: 500},
			},
		]);
	});

	test('it is put where it was spent, also when the metric of a request comes in the next quarter', () => {
		const auxiliary = {model: haiku, source: 'auxiliary'} as const;
		const found = find({
			events: [title(0.02, 10), title(0.02, 12)],
			metrics: [
				metered(0.02, {...auxiliary, quarter: 11}),
				metered(0.05, {...auxiliary, quarter: 12}),
				metered(0.01, {...auxiliary, quarter: 20}),
			],
		});
		const hidden = found.beyond.filter(({cause}) => cause === 'unreported');
		expect(hidden.map(({quarter, costUsd}) => [quarter, Number(costUsd?.toFixed(6))])).toEqual([
			[12, 0.03],
			[20, 0.01],
		]);
	});

	test('requests without a transcript — pruned, or never written — count from their events', () => {
		expect(usd(find({events: [spent(2), spent(1, {quarter: 11})]}))).toBe(3);
		expect(usd(find({counted: [spent(2)], events: [spent(2), spent(1, {quarter: 11})]}))).toBe(1);
	});

	test('a main request whose event was lost is in the transcript and counts there', () => {
		expect(usd(find({counted: [spent(3)], events: [spent(1)], metrics: [metered(3)]}))).toBe(0);
	});

	test('compactions told by events are no background', () => {
		const compaction = spent(0.04, {purpose: 'compaction'});
		const metrics = [metered(0.04, {source: 'auxiliary'})];
		expect(find({events: [compaction], metrics, isCovered: true}).beyond).toEqual([compaction]);
	});
});

describe('Claude Code’s own total', () => {
	test('has the hidden requests in it: what it is beyond the transcript is background of unknown cause', () => {
		const found = find({counted: [spent(2)], reported: reported(2.5)});
		expect(found).toMatchObject({basis: 'reported', partial: false});
		expect(found.beyond).toMatchObject([{purpose: 'background', cause: 'unreported', costUsd: 0.5, quarter: 10}]);
	});

	test('by model, where its models add up to it', () => {
		const models = [
			{model: opus, costUsd: 2, usage: {...noUsage, outputTokens: 2000}},
			{model: haiku, costUsd: 0.5, usage: {...noUsage, outputTokens: 70}},
		];
		const {beyond} = find({counted: [spent(2)], reported: {...reported(2.5), models: () => models}});
		expect(beyond).toMatchObject([{model: haiku, costUsd: 0.5, usage: {outputTokens: 70}}]);
	});

	test('smaller than what was seen, or older, it is not the whole', () => {
		expect(find({counted: [spent(2)], reported: reported(1.5)})).toMatchObject({beyond: [], partial: true});
		const later = find({counted: [spent(2), spent(1, {quarter: 12})], reported: reported(2.5, 11)});
		expect(later).toMatchObject({partial: true});
		expect(usd(later)).toBe(0.5);
	});

	test('a model without a price is unpriced, not hidden', () => {
		const models = [
			{model: 'odd', costUsd: 2, usage: {...noUsage}},
			{model: haiku, costUsd: 0.5, usage: {...noUsage}},
		];
		const found = find({counted: [spent(null, {model: 'odd'})], reported: {...reported(2.5), models: () => models}});
		expect(found.beyond).toMatchObject([{model: haiku, costUsd: 0.5}]);
	});

	test('says nothing where telemetry has seen all', () => {
		const found = find({counted: [spent(2)], events: [spent(2)], isCovered: true, reported: reported(9)});
		expect(found).toEqual({beyond: [], basis: 'telemetry', partial: false});
	});

	test('that a fork shares with its parent leaves out what the parent spent', () => {
		expect(usd(find({counted: [spent(1)], reported: {...reported(3.25), sharedUsd: 2}}))).toBe(0.25);
	});
});
