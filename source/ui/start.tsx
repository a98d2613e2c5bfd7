/** Starts the screen in the terminal and restores the terminal, no matter how the program ends. */
import {render, useApp} from 'ink';
import {useEffect} from 'react';
import {App, type AppProps} from './app.tsx';
import {createJobControl, type StopHooks} from './job-control.ts';
import {type LazyViews, lazyViews} from './lazy-view.tsx';
import {mouseOff, mouseOn} from './mouse.ts';
import {releaseInput} from './release-input.ts';
import {showTitle} from './terminal-title.ts';

export interface StartOptions extends Omit<AppProps, 'onSuspend' | 'onRedraw' | 'views'> {
	views: LazyViews;
	stdin?: NodeJS.ReadStream;
	stdout?: NodeJS.WriteStream;
	stopHooks?: StopHooks;
}

export interface StartedScreen {
	/** Resolves when the screen is closed and the terminal restored; rejects with the error after a crash. */
	done: Promise<void>;
	/** Closes the screen. */
	stop(): void;
	/** Hands the terminal over while `task` runs, then redraws everything. */
	handOver(task: () => Promise<void>): Promise<void>;
}

type HandOver = StartedScreen['handOver'];

/** Fleet changes come in batches of at most ten a second; keys should not have to wait for them. */
const framesPerSecond = 30;

function Started({app, onReady}: {app: AppProps; onReady: (handOver: HandOver) => void}) {
	const {suspendTerminal} = useApp();
	useEffect(() => onReady(task => suspendTerminal(task)), [onReady, suspendTerminal]);
	return <App {...app} />;
}

export function startScreen({
	stdin = process.stdin,
	stdout = process.stdout,
	stopHooks,
	views,
	...props
}: StartOptions): StartedScreen {
	const giveMouse = () => void (props.options.mouse && stdout.write(mouseOn));
	const takeMouse = () => void (props.options.mouse && stdout.write(mouseOff));
	let giveAway: HandOver = task => task();
	let isAway = false;
	const handOver: HandOver = async task => {
		isAway = true;
		takeMouse();
		const released = async () => {
			await releaseInput(stdin);
			await task();
		};
		await giveAway(released).finally(() => {
			isAway = false;
			giveMouse();
		});
	};
	const job = createJobControl(handOver, {isAway: () => isAway, ...(stopHooks && {hooks: stopHooks})});
	const app: AppProps = {
		...props,
		views: lazyViews(views),
		onSuspend: job.suspend,
		onRedraw: () => void handOver(async () => {}),
	};
	// Before the first drawing: keys typed until Ink listens would be echoed into it.
	if (stdin.isTTY) stdin.setRawMode(true);
	const instance = render(
		<Started
			app={app}
			onReady={given => {
				giveAway = given;
			}}
		/>,
		{
			stdin,
			stdout,
			// Otherwise Ink takes CI=1 for "nobody is looking".
			interactive: true,
			alternateScreen: true,
			incrementalRendering: true,
			exitOnCtrlC: false,
			// If the terminal supports it, Shift+Enter differs from Enter, and Escape does not begin another key.
			kittyKeyboard: {mode: 'auto', flags: ['disambiguateEscapeCodes']},
			maxFps: framesPerSecond,
			patchConsole: false,
		},
	);
	const stop = () => instance.unmount();
	let crashed: {error: unknown} | null = null;
	// Printed now, it would disappear with the alternate screen: `done` rejects with it instead.
	const crash = (error: unknown) => {
		crashed ??= {error};
		stop();
	};
	process.on('uncaughtException', crash);
	process.on('unhandledRejection', crash);
	// A closed terminal cannot be written to and has no more input. There may have
	// been no SIGHUP, as for a process that does not belong to the terminal's session.
	stdout.on('error', stop);
	for (const event of ['end', 'close', 'error']) stdin.on(event, stop);
	// Node's own warnings would be printed over the screen.
	const warn = process.listeners('warning');
	process.removeAllListeners('warning');
	giveMouse();
	const takeTitle = stdout.isTTY ? showTitle(props.store, text => stdout.write(text)) : () => {};
	const ended = async () => {
		await instance.waitUntilExit();
		if (crashed) throw crashed.error;
	};
	const cleanUp = () => {
		job.stop();
		takeTitle();
		takeMouse();
		process.off('uncaughtException', crash);
		process.off('unhandledRejection', crash);
		stdout.off('error', stop);
		for (const event of ['end', 'close']) stdin.off(event, stop);
		for (const listener of warn) process.on('warning', listener);
	};
	return {done: ended().finally(cleanUp), stop, handOver};
}
