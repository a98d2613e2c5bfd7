/** The moments in which a trial sends: how each is set up, what happens meanwhile, and how it is left again. */
import {setTimeout as sleep} from 'node:timers/promises';
import {steer} from './directives.ts';
import {signalTo} from './process.ts';
import type {Random} from './random.ts';
import type {Bench, TrialSession, TrialWay} from './trial-bench.ts';

export interface SceneContext {
	bench: Bench;
	claude: TrialSession;
	random: Random;
	/** A file that a tool call of this trial would make if its permission prompt were answered. */
	marker: string;
}

export interface Scene {
	name: string;
	/** Brings the session there. */
	before(context: SceneContext): Promise<void>;
	/** Happens while ccmon is at work, at a random moment. */
	during?(context: SceneContext): Promise<void>;
	/** The screen shows something that hides the box: what brings it back, without touching the session. */
	after?(context: SceneContext): Promise<void>;
	/** A turn runs that ends by itself, so that what was queued behind it comes to its end, too. */
	turnEnds?: boolean;
	/** Whether the person's draft is typed before the scene is set, after it, or not at all. */
	draft?: 'before' | 'never';
}

/** Asks for a tool call that waits for approval. */
const bashCall = (marker: string, delay: number) =>
	steer('run', {delay, tool: {name: 'Bash', input: {command: `touch ${marker}; sleep 1`}}});

/** Long enough for ccmon's typing, short enough for many trials. */
const turn = (random: Random) => steer('work', {delay: random.int(800, 3000), words: 30});

/** Submits, and waits for the session to be busy: looked for from before, as a short turn may be over before a busy machine looks. */
const begin = (claude: TrialSession, text: string) => Promise.all([claude.waitForStatus('busy'), claude.submit(text)]);
const nothing = async () => {};

export const scenes: readonly Scene[] = [
	{name: 'idle', before: nothing},
	{
		name: 'busy',
		turnEnds: true,
		async before({claude, random}) {
			await begin(claude, turn(random));
		},
	},
	{
		name: 'streaming',
		turnEnds: true,
		async before({claude, random}) {
			await claude.submit(steer('write', {words: 200, speed: random.int(300, 900)}));
			await claude.pane.waitFor(/● Answer/, {what: 'the answer to begin'});
		},
	},
	{
		name: 'permission prompt',
		draft: 'never',
		async before({claude, marker}) {
			await claude.submit(bashCall(marker, 0));
			await claude.pane.waitFor('Do you want to proceed?');
		},
	},
	{
		name: 'permission prompt coming',
		draft: 'never',
		async before({claude, random, marker}) {
			// Opens at any point of ccmon's about 700 ms of looking, typing and pressing Enter.
			const delay = 400 + random.int(0, 900);
			await begin(claude, bashCall(marker, delay));
			await sleep(random.int(0, 400));
		},
	},
	{
		name: 'dialog of a command',
		draft: 'never',
		async before({claude}) {
			await claude.submit('/model ');
			await claude.pane.waitFor('Select model');
		},
	},
	{
		name: 'transcript view',
		draft: 'before',
		async before({claude}) {
			await claude.pane.press('C-o');
			await claude.pane.waitFor('Showing detailed transcript');
		},
		async after({claude}) {
			await claude.pane.press('C-o');
		},
	},
	{
		name: 'copy-mode',
		draft: 'before',
		async before({bench, claude}) {
			await bench.copyMode?.enter(claude);
		},
		async after({bench, claude}) {
			await bench.copyMode?.leave(claude);
		},
	},
	{
		name: 'copy-mode entered',
		before: nothing,
		async during({bench, claude}) {
			await bench.copyMode?.enter(claude);
		},
		async after({bench, claude}) {
			await bench.copyMode?.leave(claude);
		},
	},
	{
		name: 'resized',
		before: nothing,
		async during({claude, random}) {
			await claude.pane.resize(random.int(44, 140), random.int(14, 44));
		},
	},
	{
		name: 'clearing itself',
		turnEnds: true,
		async before({claude, random}) {
			// The person's own /clear waits for the end of a turn, and runs while ccmon looks or types.
			await begin(claude, steer('work', {delay: random.int(1200, 2600)}));
			await claude.submit('/clear ');
		},
	},
	{
		name: 'typed into by the person',
		before: nothing,
		async during({claude}) {
			for (const character of 'mine') {
				await claude.pane.type(character);
				await sleep(40);
			}
		},
	},
	{
		name: 'process exits',
		before: nothing,
		async during({claude}) {
			signalTo(claude.pid, 'SIGTERM');
		},
	},
];

/** Those that there are in the sessions' terminal. */
export const scenesFor = (way: TrialWay): readonly Scene[] =>
	way === 'kitty' ? scenes.filter(({name}) => !name.startsWith('copy-mode')) : scenes;
