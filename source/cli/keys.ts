/** What session keys do in the monitor: act, go to a session, and remember what was typed. */
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {clean} from '../claude/clean.ts';
import type {OnSettled} from '../control/actions/await-evidence.ts';
import {perform} from '../control/actions/perform.ts';
import {lookAt} from '../control/answer/look.ts';
import {addCompactInstructions} from '../control/claude-md.ts';
import type {Command} from '../control/commands/command.ts';
import type {PromptMemory} from '../control/commands/prompt-memory.ts';
import {createSessionCommands, type SessionCommandPorts} from '../control/commands/session-commands.ts';
import {logEntry} from '../control/outcome.ts';
import type {SessionAction} from '../core/action-log.ts';
import {describeEstimate, estimateCompaction} from '../core/compaction-estimate.ts';
import {fullName} from '../core/hosts/host.ts';
import type {Session} from '../core/session.ts';
import type {Monitor} from '../store.ts';
import type {Act} from './act.ts';
import {goToSession} from './go-to-session.ts';
import type {HostActions} from './hosts/host-actions.ts';
import {openMemory} from './memory.ts';
import {openNotifications} from './notifications.ts';
import {openPolicy} from './policy.ts';
import type {Settings} from './settings.ts';

export interface SessionKeys {
	commands: readonly Command[];
	act(action: SessionAction, targets: readonly Session[]): void;
	/** Takes back half-typed text. */
	close(): Promise<void>;
}

export interface SessionKeysOptions {
	monitor: Monitor;
	settings: Settings;
	act: Act;
	/** For sessions of other machines; null: none are shown. */
	hosts(): HostActions | null;
	/** Hands the terminal over while the task runs. */
	handOver(task: () => Promise<void>): Promise<void>;
	/** Asks for folder and way, and starts a session. */
	start: SessionCommandPorts['start'];
	resume: SessionCommandPorts['resume'];
	copyId: SessionCommandPorts['copyId'];
	prompts: PromptMemory;
}

/** How long closing waits for half-typed text to be taken back, in ms. */
const leaveMs = 3000;
export function openSessionKeys(options: SessionKeysOptions): SessionKeys {
	const {monitor, settings, act, hosts, handOver, start, resume, copyId, prompts} = options;
	const {config, clock, stateDir} = settings;
	const instructions = openMemory(join(stateDir, 'compact-instructions.json'));
	const leaving = new AbortController();
	const underway = new Set<Promise<unknown>>();
	const deps = {...act.deps, signal: leaving.signal};
	const track = <Result>(work: Promise<Result>): Promise<Result> => {
		underway.add(work);
		void work.finally(() => underway.delete(work));
		return work;
	};

	const say = (
		session: Session,
		action: SessionAction['type'] | 'policy',
		text: string,
		outcome: 'sending' | 'refused',
	) => monitor.log({at: clock(), sessionKey: session.key, sessionName: fullName(session), action, text, outcome});

	const policy = openPolicy(config.policy, monitor, clock, async session => {
		say(session, 'policy', 'by policy: compact …', 'sending');
		const outcome = await track(perform({type: 'compact', instructions: null}, session, {...deps, isUnasked: true}));
		monitor.log(logEntry(session, 'policy', outcome, clock()));
		return outcome;
	});
	const endNotifications = openNotifications(monitor, settings);
	const hideControls = act.showControls();

	async function open(session: Session): Promise<void> {
		const going = {store: monitor.store, reach: act.reach, hosts, handOver, signal: leaving.signal};
		const problem = await goToSession(session, going).catch((error: Error) => error.message);
		if (problem !== null) say(session, 'prompt', `open: ${problem}`, 'refused');
	}

	return {
		commands: createSessionCommands({
			look: session => lookAt(session, deps),
			open: session => void open(session),
			start,
			resume,
			copyId,
			instructions: () => [...instructions.list(), ...config.compactInstructions],
			rememberInstructions: instructions.add,
			keepInstructions(session, text, {screen}) {
				const file = join(session.cwd ?? '', 'CLAUDE.md');
				screen.confirm(`Write "${clean(text)}" into ${clean(file)}, for every compaction of this project?`, () => {
					const problem = addCompactInstructions(file, text);
					screen.say(problem ?? `${clean(file)}: kept under "# Compact instructions"`);
				});
			},
			confirmAboveUsd: config.keys.confirmAboveUsd,
			now: clock,
			...prompts,
			policy: policy.switch,
		}),
		act(action, targets) {
			for (const session of targets) {
				const cost = action.type === 'compact' ? ` ${describeEstimate(estimateCompaction([session], clock()))}` : '';
				say(session, action.type, `${action.type} …${cost}`, 'sending');
				const tell: OnSettled = outcome => monitor.log(logEntry(session, action.type, outcome, clock()));
				void track(perform(action, session, deps, tell)).then(tell);
			}
		},
		async close() {
			policy.close();
			endNotifications();
			hideControls();
			leaving.abort();
			await Promise.race([Promise.allSettled(underway), sleep(leaveMs)]);
		},
	};
}
