/** What the keys for sessions do in the monitor: acts, opens, remembers what was typed, keeps the policy and notifies. */
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
import type {Focus} from '../control/keyboard.ts';
import {createNotificationSender} from '../control/notifications/deliver.ts';
import {createNotifier} from '../control/notifications/notify.ts';
import {logEntry} from '../control/outcome.ts';
import {createPolicy} from '../control/policy.ts';
import type {SessionAction} from '../core/action-log.ts';
import {describeEstimate, estimateCompaction} from '../core/compaction-estimate.ts';
import {guarded} from '../core/guarded.ts';
import {fullName} from '../core/hosts/host.ts';
import type {Session} from '../core/session.ts';
import {loadExeca} from '../platform/programs.ts';
import type {Monitor} from '../store.ts';
import type {Act} from './act.ts';
import {discardInput} from './discard-input.ts';
import type {HostActions} from './hosts/host-actions.ts';
import {type Memory, openMemory} from './memory.ts';
import type {Settings} from './settings.ts';

export interface SessionKeys {
	commands: readonly Command[];
	act(action: SessionAction, targets: readonly Session[]): void;
	/** Takes back what is being typed. */
	close(): Promise<void>;
}

export interface SessionKeysOptions {
	monitor: Monitor;
	settings: Settings;
	act: Act;
	/** What goes to sessions of other machines; null: none are shown. */
	hosts(): HostActions | null;
	/** Gives the terminal to another program while the task runs. */
	handOver(task: () => Promise<void>): Promise<void>;
	/** Asks for folder and way, and starts a session. */
	start: SessionCommandPorts['start'];
	resume: SessionCommandPorts['resume'];
	copyId: SessionCommandPorts['copyId'];
	prompts: PromptMemory;
}

const policyLookMs = 10_000;
/** Budgets that a person was notified of: more than any month needs. */
const mostNotified = 500;
/** How long leaving waits for half-typed text to be taken back, in ms. */
const leaveMs = 3000;
/** What a terminal answers to a program may come so long after its end, in ms. */
const lateRepliesMs = 150;

export function openSessionKeys(options: SessionKeysOptions): SessionKeys {
	const {monitor, settings, act, hosts, handOver, start, resume, copyId, prompts} = options;
	const {config, clock, stateDir} = settings;
	const {store} = monitor;
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

	const policy = createPolicy({
		policy: config.policy,
		// Another machine's ccmon has a policy of its own.
		sessions: () =>
			store
				.getState()
				.sessions.values()
				.filter(({host}) => host === null),
		now: clock,
		async compact(session) {
			say(session, 'policy', 'by policy: compact …', 'sending');
			const outcome = await track(
				perform({type: 'compact', instructions: null}, session, {...deps, refuseDrafts: true}),
			);
			monitor.log(logEntry(session, 'policy', outcome, clock()));
			return outcome;
		},
	});
	const hasPolicy = config.policy.compactIdleAt !== null || Object.keys(config.policy.projects).length > 0;
	const showPolicy = () => monitor.setPolicy({rules: config.policy, stopped: policy.isStopped()});
	if (hasPolicy) showPolicy();
	const policyTimer = hasPolicy
		? setInterval(guarded('compacting by policy', monitor.emit, policy.look), policyLookMs).unref()
		: undefined;

	let notifiedBudgets: Memory | null = null;
	const notified = () => {
		notifiedBudgets ??= openMemory(join(stateDir, 'notified-budgets.json'), mostNotified);
		return notifiedBudgets;
	};
	const notifier = createNotifier({
		config,
		notifiedBudgets: {has: text => notified().list().includes(text), add: text => notified().add(text)},
		minuteOfDay: at => new Date(at).getHours() * 60 + new Date(at).getMinutes(),
		send: createNotificationSender({
			notifications: config.notifications,
			env: process.env,
			write: text => process.stdout.write(text),
			problem: message => monitor.emit({type: 'problem', path: 'notifications.command', message, count: 1}),
		}),
	});
	const unsubscribe = store.subscribe(
		guarded('notifying', monitor.emit, ({sessions, budgets, now}) => notifier.see(sessions.values(), budgets, now)),
	);
	const hideControls = act.showControls();

	async function open(session: Session): Promise<void> {
		const there = session.host && hosts();
		if (there) return show(session, {type: 'run', ...there.goThere(session), env: {}});
		const found = await act.reach(session);
		if (!found.ok) return say(session, 'prompt', `open: ${found.reason}`, 'refused');
		if (found.way.type === 'keyboard') return show(session, await found.way.focus());
		await showRows(session, async () => {
			const now = store.getState().sessions.get(session.key);
			if (!now || now.state === 'exited') throw new Error('it has ended');
			return now.output.length > 0 ? now.output : ['It has said nothing yet.'];
		});
	}

	async function showRows(session: Session, rows: () => Promise<readonly string[]>): Promise<void> {
		const {showScreen} = await import('./show-screen.ts');
		const {stdin, stdout} = process;
		await handOver(() => showScreen({title: clean(session.name), rows, stdin, stdout, signal: leaving.signal}));
	}

	async function show(session: Session, focus: Focus): Promise<void> {
		if (focus.type === 'refused') say(session, 'prompt', `open: ${focus.reason}`, 'refused');
		if (focus.type === 'run')
			await handOver(async () => {
				const execa = await loadExeca();
				const {exitCode, code} = await execa(focus.file, focus.args, {stdio: 'inherit', env: focus.env, reject: false});
				if (exitCode !== 0) say(session, 'prompt', `open: ${focus.file} ended with ${exitCode ?? code}`, 'refused');
				await discardInput(process.stdin, sleep(lateRepliesMs));
			});
		if (focus.type === 'screen') await showRows(session, focus.rows);
	}

	return {
		commands: createSessionCommands({
			look: session => lookAt(session, deps),
			open: session =>
				void open(session).catch((error: Error) => say(session, 'prompt', `open: ${error.message}`, 'refused')),
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
			policy: hasPolicy
				? {
						isStopped: policy.isStopped,
						toggle() {
							policy.toggle();
							showPolicy();
						},
					}
				: null,
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
			clearInterval(policyTimer);
			unsubscribe();
			hideControls();
			leaving.abort();
			await Promise.race([Promise.allSettled(underway), sleep(leaveMs)]);
		},
	};
}
