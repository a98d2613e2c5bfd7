/** Key actions on sessions of other machines: carried out by the ccmon there, with the same guards and evidence. */
import {clean, cleanRow} from '../../claude/clean.ts';
import type {PromptMemory} from '../../control/commands/prompt-memory.ts';
import type {ResumePorts} from '../../control/commands/resume-command.ts';
import type {SpawnPlace, SpawnPorts, SpawnWay} from '../../control/commands/spawn-command.ts';
import type {Elsewhere} from '../../control/elsewhere.ts';
import {figuresOf, unchanged} from '../../control/evidence.ts';
import {extraNames} from '../../control/terminals/spawn/options.ts';
import type {Outcome, SessionAction} from '../../core/action-log.ts';
import type {Asked} from '../../core/asked.ts';
import type {Result, SessionPin} from '../../core/hosts/requests.ts';
import type {Session} from '../../core/session.ts';
import {terminalCommand} from '../../live/hosts/host-command.ts';
import type {HostLinks} from '../../live/hosts/hosts.ts';
import type {HostLink} from '../../live/hosts/link.ts';
import {RequestError, type RequestFields} from '../../live/hosts/requests.ts';

export interface HostActions extends Elsewhere {
	/** The program to run in this terminal to show the session. Throws a sentence. */
	goThere(session: Session): {file: string; args: readonly string[]};
	/** Hosts on which sessions can currently be started, each machine once. */
	places(prompts: PromptMemory): readonly SpawnPlace[];
	resumePorts(of: {host: {name: string} | null}): ResumePorts;
}

export function createHostActions(links: HostLinks, clock: () => number): HostActions {
	function linkOf(host: string | undefined): HostLink {
		const link = host === undefined ? null : links.link(host);
		if (!link) throw new RequestError(`${host} is not shown`, false);
		return link;
	}

	const act: Elsewhere['act'] = async (action, session, {onSettled, signal}) => {
		try {
			const link = linkOf(session.host?.name);
			const request = requestOf(action, pinOf(session));
			return await new Promise<Outcome>((resolve, reject) => {
				let isQueued = false;
				const queued = (result: Result<'act' | 'answer'>) => {
					isQueued = true;
					resolve(outcomeOf(result, session));
				};
				link.ask(request, queued).then(
					result => (isQueued ? onSettled?.(outcomeOf(result, session)) : resolve(outcomeOf(result, session))),
					error => (isQueued ? onSettled?.(failedBy(error, session)) : reject(error)),
				);
				signal?.addEventListener('abort', () => reject(new RequestError('not waited for', null)), {once: true});
			});
		} catch (error) {
			return failedBy(error, session);
		}
	};

	return {
		act,
		async look(session) {
			try {
				const {asked, reason} = await linkOf(session.host?.name).ask({op: 'look', session: pinOf(session)});
				if (asked === null) return clean(reason ?? 'what it asks is not known');
				return textsOf(asked).every(isShowable) ? asked : 'it has characters that cannot be shown: look at it there';
			} catch (error) {
				return error instanceof Error ? clean(error.message) : String(error);
			}
		},
		goThere(session) {
			const {host} = linkOf(session.host?.name);
			return terminalCommand(host, ['open', session.sessionId]);
		},
		places: prompts =>
			links
				.fleets(clock())
				.filter(({figure: {state, sameAs}}) => state === 'connected' && !sameAs?.isMachine)
				.map(({figure: {name}}) => ({name, ports: () => spawnPorts(linkOf(name), prompts)})),
		resumePorts: ({host}) => ({
			resumeWays: () => ['tmux'],
			resume: async ({sessionId}, {fork}) => said(linkOf(host?.name), {op: 'resume', sessionId, fork}),
		}),
	};
}

function requestOf(action: SessionAction, session: SessionPin): RequestFields<'act' | 'answer'> {
	if (action.type !== 'answer') return {op: 'act', session, action};
	const {answer, reason, asked} = action;
	const {callIds, lines, answers} = asked;
	const shown = {...asked, callIds: [...callIds], lines: [...lines], answers: [...answers]};
	return {op: 'answer', session, answer, reason, asked: shown};
}

const textsOf = ({tool, lines, answers, danger}: Asked) => [
	tool,
	...lines,
	...answers.map(({label}) => label),
	danger ?? '',
];

/** It is sent back unchanged, to be compared there: so what would need cleaning is neither shown nor answered. */
const isShowable = (text: string) => !text.includes('\u001b') && cleanRow(text) === text;

/** Asks the host for what starting a session there needs. Rejects with a sentence. */
async function spawnPorts(link: HostLink, prompts: PromptMemory): Promise<SpawnPorts> {
	const {folders, ways, home, extras: offered} = await link.ask({op: 'places'});
	return {
		folders: () => folders,
		// The other machine checks it.
		checkFolder: path => ({ok: true, path}),
		ways: () => ways.filter(isHostWay),
		// Whether a folder is in a repository that can have a worktree, too.
		extras: () => extraNames.filter(name => offered.includes(name)),
		async start({cwd, way, prompt, model, extras}) {
			if (!isHostWay(way)) throw new Error(`${link.host.name} cannot start it that way`);
			return said(link, {op: 'start', cwd, way, prompt, model, ...(extras && offered.length > 0 && {extras})});
		},
		...prompts,
		home,
	};
}

/** It may be unknown whether something was started: that is not a refusal. */
async function said(link: HostLink, request: RequestFields<'start' | 'resume'>): Promise<string> {
	const {name} = link.host;
	try {
		return `${name}: ${clean((await link.ask(request)).said)}`;
	} catch (error) {
		if (error instanceof RequestError && error.carriedOut === null) return `${name}: ${error.message}`;
		throw error;
	}
}

const isHostWay = (way: SpawnWay | string): way is 'tmux' | 'background' => way === 'tmux' || way === 'background';

function pinOf({pid, procStart, sessionId}: Session): SessionPin {
	if (pid === null) throw new RequestError('its process is not known', false);
	return {pid, procStart, sessionId};
}

const outcomeOf = ({before, ...rest}: Result<'act'>, session: Session): Outcome => ({
	...rest,
	before: before ?? figuresOf(session),
});

/** The outcome of a failed request: refused before anything was done, or unknown. */
function failedBy(error: unknown, session: Session): Outcome {
	const message = error instanceof Error ? error.message : String(error);
	const isRefused = error instanceof RequestError && error.carriedOut === false;
	return unchanged(session, isRefused ? 'refused' : 'sent', message);
}
