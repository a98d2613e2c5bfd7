/** Carries out what a `ccmon stream` reader asks, with the same guards as the screen's keys. */
import type {Emit} from '../../claude/events.ts';
import {type ActDependencies, perform} from '../../control/actions/perform.ts';
import {actionOf} from '../../control/actions/typed-text.ts';
import {lookAt} from '../../control/answer/look.ts';
import type {ResumePorts} from '../../control/commands/resume-command.ts';
import type {SpawnPorts} from '../../control/commands/spawn-command.ts';
import {extraNames} from '../../control/terminals/spawn/options.ts';
import type {Outcome, SessionAction} from '../../core/action-log.ts';
import type {Result, SessionPin} from '../../core/hosts/requests.ts';
import type {Session} from '../../core/session.ts';
import {findProgram} from '../../platform/programs.ts';
import type {Carried, CarryOut, WorkRequest} from '../../stream/answer-requests.ts';
import type {Settings} from '../settings.ts';
import {createLookups} from './look-up.ts';

export interface CarryOutOptions {
	sessions(): Iterable<Session>;
	deps: ActDependencies;
	spawn: SpawnPorts & ResumePorts;
	settings: Settings;
	/** Receives problems with the history. */
	emit: Emit;
	env: NodeJS.ProcessEnv;
}

type WorkRequestOf<Op extends WorkRequest['op']> = Extract<WorkRequest, {op: Op}>;

export function createCarryOut({sessions, deps, spawn, settings, emit, env}: CarryOutOptions): CarryOut {
	const lookups = createLookups(settings, emit);

	async function act(pin: SessionPin, action: SessionAction, later: (result: object) => void): Promise<Carried> {
		const session = findPinned(pin, sessions());
		if (typeof session === 'string') return {result: refused(session), final: true};
		const outcome = await perform(action, session, deps, end => later(resultOf(end)));
		return {result: resultOf(outcome), final: outcome.outcome !== 'queued'};
	}

	async function look({session: pin}: WorkRequestOf<'look'>): Promise<Result<'look'>> {
		const session = findPinned(pin, sessions());
		const found = typeof session === 'string' ? session : await lookAt(session, deps);
		if (typeof found === 'string') return {asked: null, reason: found};
		const {callIds, lines, answers} = found;
		return {asked: {...found, callIds: [...callIds], lines: [...lines], answers: [...answers]}, reason: null};
	}

	function places(): Result<'places'> {
		const ways = [...(findProgram('tmux', env, process.cwd()) ? ['tmux'] : []), 'background'];
		return {folders: [...spawn.folders()], ways, home: spawn.home, extras: [...extraNames]};
	}

	async function start({cwd, way, prompt, model, extras}: WorkRequestOf<'start'>): Promise<Result<'start'>> {
		const folder = spawn.checkFolder(cwd);
		if (!folder.ok) throw new Error(folder.reason);
		return {said: await spawn.start({cwd: folder.path, way, prompt, model, ...(extras && {extras})})};
	}

	async function resume({sessionId, fork}: WorkRequestOf<'resume'>): Promise<Result<'resume'>> {
		const running = [...sessions()].find(session => session.sessionId === sessionId && session.state !== 'exited');
		if (running && !fork) throw new Error(`it is running, as pid ${running.pid}`);
		const found = await lookups.find(sessionId);
		if (!found) throw new Error('no such conversation is known there');
		const {cwd, configDir, title} = found;
		const ended = {key: sessionId, name: title ?? sessionId, sessionId, cwd, configDir};
		return {said: await spawn.resume(ended, {way: 'tmux', fork})};
	}

	return async (request, later) => {
		switch (request.op) {
			case 'act': {
				const {session, action} = request;
				return act(session, action.type === 'prompt' ? actionOf(action.text) : action, later);
			}
			case 'look':
				return {result: await look(request), final: true};
			case 'answer': {
				const {session, answer, asked, reason} = request;
				return act(session, {type: 'answer', answer, asked, reason}, later);
			}
			case 'places':
				return {result: places(), final: true};
			case 'start':
				return {result: await start(request), final: true};
			case 'resume':
				return {result: await resume(request), final: true};
			case 'search':
				return {result: await lookups.search(request), final: true};
			case 'history':
				return {result: await lookups.history(request), final: true};
		}
	};
}

/** The target session, or why nothing is done. */
function findPinned({pid, procStart, sessionId}: SessionPin, sessions: Iterable<Session>): Session | string {
	const session = [...sessions].find(one => one.pid === pid && one.procStart === procStart && one.state !== 'exited');
	if (!session) return 'it has ended';
	return session.sessionId === sessionId ? session : 'it is in another conversation now: look again';
}

const refused = (reason: string): Result<'act'> => ({
	outcome: 'refused',
	reason,
	before: null,
	after: null,
	costUsd: null,
});

const resultOf = ({costUsd = null, ...outcome}: Outcome): Result<'act'> => ({...outcome, costUsd});
