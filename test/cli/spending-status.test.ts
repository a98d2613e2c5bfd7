/** Budgets as the monitor evaluates them: today from what is on the screen, months from the history, and no more is opened than that needs. */
import {describe, expect, test} from 'vitest';
import {nothingSpent, showSpendingStatus} from '../../source/cli/spending-status.ts';
import type {Spending} from '../../source/core/budget.ts';
import {type Config, defaultConfig} from '../../source/core/config/config.ts';
import {createLedger} from '../../source/core/ledger.ts';
import {createMonitor} from '../../source/store.ts';
import {noon} from '../support/fake-fleet.ts';
import {spent} from '../support/spent.ts';

function open(budgets: Partial<Config['budgets']>, history: Parameters<typeof showSpendingStatus>[0]['history']) {
	const monitor = createMonitor(createLedger({dayOf: String}), () => noon);
	const config = {...defaultConfig, budgets: {...defaultConfig.budgets, ...budgets}};
	showSpendingStatus({monitor, settings: {config, clock: () => noon} as never, history});
	monitor.show();
	const shown = () => {
		monitor.show();
		return monitor.store.getState().budgets.map(({kind, spentUsd, state}) => [kind, spentUsd, state]);
	};
	monitor.close();
	return shown;
}

/** A history that says what it is asked to, when it is asked to. */
function history() {
	let watcher: ((spending: Spending) => void) | null = null;
	return {
		watch(onSpending: (spending: Spending) => void) {
			watcher = onSpending;
		},
		isWatched: () => watcher !== null,
		say: (usd: number) =>
			watcher?.({
				...{day: '2026-11-22', month: '2026-11', ofDay: spent(0), ofMonth: spent(usd)},
				...{projects: new Map([['/work', spent(usd)]]), sessions: []},
			}),
	};
}

test('the history is not read for a budget of a day', () => {
	const past = history();
	expect(open({dayUsd: 10}, past)()).toEqual([['day', 0, 'below']]);
	expect(past.isWatched()).toBe(false);
});

describe('a month', () => {
	test('is not shown as 0 before it has been read, and then as it is', () => {
		const past = history();
		const shown = open({monthUsd: 100, projects: {'/work': 50}}, past);
		expect(shown()).toEqual([]);
		past.say(90);
		expect(shown()).toEqual([
			['project', 90, 'exceeded'],
			['month', 90, 'near'],
		]);
	});

	test('of a machine that is not shown is nothing', () => {
		expect(open({monthUsd: 100}, nothingSpent(noon))()).toEqual([['month', 0, 'below']]);
	});

	test('is left to the monitor where the history is not read at all', () => {
		expect(open({monthUsd: 100, dayUsd: 10}, null)()).toEqual([['day', 0, 'below']]);
	});
});
