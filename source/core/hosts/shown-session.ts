/**
 * A session of another machine as it is shown here: times by this machine's clock, texts cleaned. Ids and paths stay as they
 * are, since requests name them; the screen cleans them like those of this machine.
 */
import {clean} from '../../claude/clean.ts';
import {noUsage} from '../../claude/usage.ts';
import {pick} from '../pick.ts';
import type {Session} from '../session.ts';
import type {HostSession} from './session.ts';

export interface Receipt {
	host: string;
	/** How far the clock there is ahead of the one here, in ms. */
	clockAheadMs: number;
	/** When the host was last connected, in ms; null: it is. */
	lostAt: number | null;
	/** Why keys cannot reach it while it is not connected. */
	trouble: string | null;
}

const cleaned = (text: string | null): string | null => (text === null ? null : clean(text));

export function shownSession(received: HostSession, {host, clockAheadMs, lostAt, trouble}: Receipt): Session {
	const {context, cost, detail, usage, waiting, now, git, lastError, cache} = received;
	const {turn, waitingCall} = detail;
	const here = (time: number | null): number | null => (time === null ? null : time - clockAheadMs);
	const hereAt = <Dated extends {at: number}>(dated: Dated): Dated => ({...dated, at: dated.at - clockAheadMs});
	const isOver = received.state === 'exited';
	// What a session on an unreachable machine is doing is not known.
	const isLost = lostAt !== null && !isOver;
	const {requests, ...tokens} = usage;
	const {prices, ...costs} = cost;
	return {
		key: `${host}/${received.key}`,
		host: {name: host, lostAt, prices},
		...pick(received, 'sessionId', 'cwd', 'configDir', 'pid', 'kind'),
		...pick(detail, 'procStart', 'provider', 'tmux', 'jobId', 'contextHistory', 'next', 'drivers', 'peak'),
		name: clean(received.name),
		state: isLost ? 'unknown' : received.state,
		stateSince: here(detail.stateSince),
		waitingFor: isLost ? null : cleaned(received.waitingFor),
		waiting:
			waiting === null || isLost
				? null
				: {
						kind: waiting.kind,
						since: here(waiting.since),
						call:
							waiting.tool === null
								? null
								: {
										id: waitingCall?.id ?? '',
										tool: clean(waiting.tool),
										summary: cleaned(waiting.summary),
										detail: waitingCall?.detail.map(clean) ?? [],
										at: here(waitingCall?.at ?? null),
									},
					},
		now:
			now === null || isLost ? null : {tool: cleaned(now.tool), summary: cleaned(now.summary), since: here(now.since)},
		turn: {...turn, startedAt: here(turn.startedAt)},
		lastError: lastError && {...hereAt(lastError), reason: null, message: clean(lastError.message)},
		git: {
			...git,
			branch: cleaned(git.branch),
			worktree: cleaned(git.worktree),
			pullRequest: git.pullRequest && {
				...git.pullRequest,
				url: cleaned(git.pullRequest.url),
				state: cleaned(git.pullRequest.state),
			},
		},
		model: cleaned(received.model),
		modelName: cleaned(detail.modelName),
		version: cleaned(detail.version),
		runsElsewhere: false,
		transcriptPath: null,
		startedAt: here(received.startedAt),
		lastActivityAt: here(received.lastActivityAt),
		lastPrompt: detail.lastPrompt && {...hereAt(detail.lastPrompt), text: cleaned(detail.lastPrompt.text)},
		lastNotice: detail.lastNotice && {...hereAt(detail.lastNotice), text: clean(detail.lastNotice.text)},
		context: {
			...context,
			seenCompactions: detail.seenCompactions,
			idleCompactionAt: here(detail.idleCompactionAt),
		},
		usage: {...noUsage, ...tokens},
		requests,
		cost: {...costs, unpricedModels: detail.unpricedModels.map(clean)},
		costByModel: detail.costByModel.map(figure => ({
			...figure,
			model: clean(figure.model),
			name: clean(figure.name),
			usage: {...noUsage, ...figure.usage},
		})),
		background: received.background.map(figure => ({
			...figure,
			cause: clean(figure.cause),
			model: cleaned(figure.model),
			lastAt: here(figure.lastAt),
		})),
		subagents: detail.subagents.map(subagent => ({
			...subagent,
			agentType: cleaned(subagent.agentType),
			description: cleaned(subagent.description),
			usage: {...noUsage, ...subagent.usage},
			lastAt: here(subagent.lastAt),
		})),
		compactions: detail.compactions.map(hereAt),
		cache: cache && {...cache, expiresAt: cache.expiresAt - clockAheadMs},
		tokensPerMinute: isLost ? 0 : received.tokensPerMinute,
		requestsPerMinute: isLost ? 0 : detail.requestsPerMinute,
		output: detail.output.map(clean),
		control: isLost || received.control === null ? null : `ssh:${clean(received.control)}`,
		controlHint: isLost ? trouble : cleaned(detail.controlHint),
	};
}
