/** The options of a new session as a list: Enter on the first line starts it, on another line changes that option. */
import {
	type ExtraName,
	noExtras,
	type PermissionMode,
	permissionModes,
	type SpawnExtras,
} from '../terminals/spawn/options.ts';
import type {ScreenControl} from './command.ts';

/** Aliases that Claude Code resolves to its newest ones: https://code.claude.com/docs/en/model-config */
const models = ['opus', 'sonnet', 'haiku'] as const;

const modeLabels: Record<PermissionMode, string> = {
	manual: 'manual: it asks before it edits or runs anything',
	acceptEdits: 'acceptEdits: it edits files without asking',
	plan: 'plan: it reads and plans, and changes nothing',
	auto: "auto: Claude Code's classifier decides what is asked",
};

interface Choice {
	label: string;
	/** Asks for the option, and continues with the changed request. */
	change(): void;
}

/** The options that can be changed. */
export interface StartOptions {
	/** Null: as configured. */
	model: string | null;
	extras: SpawnExtras;
}

/** `title`: the list's; `names`: the options besides the model. */
export function askForOptions(
	screen: ScreenControl,
	{title, names}: {title: string; names: readonly ExtraName[]},
	start: (options: StartOptions) => void,
	chosen: StartOptions = {model: null, extras: noExtras},
): void {
	const {model, extras} = chosen;
	const again = (change: Partial<StartOptions>) => askForOptions(screen, {title, names}, start, {...chosen, ...change});
	const set = (change: Partial<SpawnExtras>) => again({extras: {...extras, ...change}});
	/** Invalid texts are not accepted. */
	const askFor = (question: string, pattern: RegExp, take: (text: string | null) => void) =>
		screen.ask(question, {}, text => {
			const given = text.trim();
			if (given === '' || pattern.test(given)) take(given || null);
			else screen.say(`Nothing started: "${given}" cannot be used there`);
		});
	const choices: Record<ExtraName, Choice> = {
		worktree: {
			label: `worktree: ${extras.worktree ?? 'none'}`,
			change: () =>
				askFor('Name of the new worktree (empty: none):', /^[A-Za-z0-9][\w.-]{0,63}$/, worktree => set({worktree})),
		},
		name: {
			label: `name: ${extras.name ?? 'none'}`,
			change: () => askFor('Name of the session (empty: none):', /^.{1,100}$/, name => set({name})),
		},
		permissionMode: {
			label: `permission mode: ${extras.permissionMode ?? 'as configured'}`,
			change: () =>
				screen.choose('Permission mode', ['as configured', ...permissionModes.map(mode => modeLabels[mode])], index =>
					set({permissionMode: permissionModes[index - 1] ?? null}),
				),
		},
	};
	const modelChoice: Choice = {
		label: `model: ${model ?? 'as configured'}`,
		change: () =>
			screen.choose('Model', ['as configured', ...models, 'another'], index => {
				if (index <= models.length) again({model: models[index - 1] ?? null});
				else askFor('Model:', /^[^-\s]\S{0,199}$/, name => again({model: name}));
			}),
	};
	const lines = [modelChoice, ...names.map(name => choices[name])];
	screen.choose(title, ['start', ...lines.map(({label}) => label)], index => {
		if (index === 0) start(chosen);
		else lines[index - 1]?.change();
	});
}
