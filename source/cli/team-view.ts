/** The team view for the key `t`: the server is asked when it is opened, and regularly while it is open. */
import type {TeamControl} from '../control/commands/team-commands.ts';
import type {Config} from '../core/config/config.ts';
import type {TeamState} from '../core/team/state.ts';
import {reasonOf} from '../platform/files.ts';
import type {TeamSource} from '../ui/team/view.tsx';

export interface TeamViewOptions {
	config: Config;
	/** What gateways and providers count, as lines. */
	besides(): Promise<readonly string[]>;
	clock(): number;
}

export type TeamView = TeamSource & TeamControl & {close(): void};

/** How often to ask while the view is open, in ms. */
const askAgainMs = 60_000;
/** The same for gateways and providers. */
const besidesMs = 600_000;

export function openTeamView({config, besides, clock}: TeamViewOptions): TeamView {
	const {team, figures} = config;
	let state: TeamState = {
		grouping: 'user',
		sort: 'cost',
		filter: '',
		report: null,
		error: null,
		isAsking: false,
		budgets: team.budgets,
		besides: [],
	};
	const viewers = new Set<() => void>();
	let askedAt = Number.NEGATIVE_INFINITY;
	let besidesAt = Number.NEGATIVE_INFINITY;
	let timer: NodeJS.Timeout | undefined;
	const show = (change: Partial<TeamState>) => {
		state = {...state, ...change};
		for (const onChange of [...viewers]) onChange();
	};

	async function ask(): Promise<void> {
		if (state.isAsking) return;
		askedAt = clock();
		show({isAsking: true});
		try {
			const {askTeam} = await import('../reports/team/run-team.ts');
			const first = state.report === null;
			const report = await askTeam({team, figures, env: process.env}, clock(), early => first && show({report: early}));
			show({report, error: null});
			if (clock() - besidesAt < besidesMs) return;
			besidesAt = clock();
			show({besides: await besides()});
		} catch (error) {
			show({error: reasonOf(error)});
		} finally {
			show({isAsking: false});
		}
	}

	return {
		getState: () => state,
		subscribe(onChange) {
			viewers.add(onChange);
			if (clock() - askedAt >= askAgainMs) void ask();
			timer ??= setInterval(() => void ask(), askAgainMs).unref();
			return () => {
				viewers.delete(onChange);
				if (viewers.size > 0) return;
				clearInterval(timer);
				timer = undefined;
			};
		},
		choose: show,
		refresh: () => void ask(),
		close: () => clearInterval(timer),
	};
}
