/**
 * Two made-up machines: one connected, one lost a while ago. Their reports are lines of
 * `ccmon stream` and are read like real ones.
 */

import {createDifference} from '../../core/hosts/difference.ts';
import type {HostFigure, Hosts} from '../../core/hosts/host.ts';
import {parseStreamMessage} from '../../core/hosts/protocol.ts';
import {createLedger} from '../../core/ledger.ts';
import {createReceivedState} from '../hosts/host-state.ts';
import {type Role, usual} from './cast.ts';
import {type DemoOptions, startDemo} from './demo.ts';

export interface DemoHosts extends Hosts {
	close(): void;
}

export interface DemoHostsOptions extends Pick<DemoOptions, 'clock' | 'schedule'> {
	/** The local day of a time: `2026-11-20`. */
	dayOf(at: number): string;
	timezone: string;
	/** Called when something of theirs has changed. */
	onChange(): void;
}

const lostForMs = 130_000;

const machines: readonly {name: string; isLost: boolean; roles: readonly Role[]}[] = [
	{
		name: 'box',
		isLost: false,
		roles: [
			{
				...usual,
				name: 'load-test',
				cwd: '/home/dev/work/api',
				gitBranch: 'perf/load-test',
				startedMinutesAgo: 73,
				lastMinutesAgo: 0.3,
				history: [{contextTokens: 214_000, requests: 29, compaction: null}],
				status: 'busy',
			},
			{
				...usual,
				name: 'schema-migration',
				cwd: '/home/dev/work/infra',
				model: 'claude-sonnet-5-5',
				cacheTtl: '5m',
				startedMinutesAgo: 51,
				lastMinutesAgo: 8,
				history: [{contextTokens: 87_000, requests: 16, compaction: null}],
				status: 'idle',
				active: false,
			},
		],
	},
	{
		name: 'build',
		isLost: true,
		roles: [
			{
				...usual,
				name: 'release-build',
				cwd: '/srv/build/release',
				model: 'claude-sonnet-5-5',
				startedMinutesAgo: 140,
				lastMinutesAgo: 4,
				history: [{contextTokens: 118_000, requests: 21, compaction: null}],
				status: 'idle',
				active: false,
			},
		],
	},
];

export function startDemoHosts({clock, schedule, dayOf, timezone, onChange}: DemoHostsOptions): DemoHosts {
	const startedAt = clock();
	const hosts = machines.map(({name, isLost, roles}, index) => {
		const ledger = createLedger({dayOf});
		const received = createReceivedState(name);
		const difference = createDifference(() => null);
		const books = {processes: name, folders: []};
		const lostAt = isLost ? startedAt - lostForMs : null;
		const error = isLost ? `nothing answers at its ssh port: start sshd there, then try ssh ${name}` : null;
		received.setReceipt({
			clockAheadMs: 0,
			lostAt,
			trouble: error && `${name} is not connected: ${error}`,
		});
		const emit: DemoOptions['emit'] = event => {
			ledger.apply(event, clock());
			onChange();
		};
		const demo = startDemo({emit, clock, roles, seed: index + 2, ...(schedule && {schedule})});
		if (isLost) demo.close();

		function take(now: number): void {
			const sessions = ledger.sessions(now);
			for (const key of sessions.keys()) ledger.setControl(key, null, 'in the demo nothing is sent to other machines');
			const state = {sessions: ledger.sessions(now), totals: ledger.totals(now), plans: [], problems: [], books};
			for (const line of difference.lines(state).lines) {
				const message = parseStreamMessage(line);
				if (message?.type === 'state' || message?.type === 'changes') received.take(message);
			}
		}
		const figureAt = (now: number): HostFigure => ({
			name,
			state: isLost ? 'unreachable' : 'connected',
			lastSeenAt: lostAt ?? now,
			error,
			version: '0.1.0',
			delayMs: isLost ? null : 23,
			clockAheadMs: 0,
			timezone,
			sharesDays: true,
			totals: received.totals(),
			sameAs: null,
		});
		let figure: HostFigure | null = null;
		return {
			fleet(now: number) {
				take(isLost ? startedAt : now);
				const next = figureAt(now);
				if (figure?.totals !== next.totals || (!isLost && figure.lastSeenAt !== next.lastSeenAt)) figure = next;
				const plans = received.plans();
				return {figure, sessions: received.sessions(), plans, problems: received.problems(), books: null};
			},
			close: demo.close,
		};
	});
	return {
		own: true,
		fleets: now => hosts.map(host => host.fleet(now)),
		identityOf: () => null,
		close() {
			for (const host of hosts) host.close();
		},
	};
}
