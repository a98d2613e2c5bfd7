/** Shown for an empty list: why it is empty, and what to do next. */
import {Lines} from './lines.tsx';
import {useParts, useScreen} from './screen-context.tsx';
import {wrapWords} from './text.ts';

function sentences(
	ready: boolean,
	filter: string,
	finished: number,
	newKey: string | undefined,
	hosts: boolean,
): string[] {
	if (!ready) return ['Reading the running sessions…'];
	if (filter !== '') return [`No session matches “${filter}”.`, 'Esc clears the filter.'];
	const more = finished > 0 ? [`f shows the ${finished} that finished today.`] : [];
	return [
		`No Claude Code session is running on ${hosts ? 'any of these machines' : 'this machine'}.`,
		'Start one in another terminal with: claude',
		`It shows up here by itself. ${newKey ? `${newKey} starts one from here, ` : ''}? shows all keys.`,
		...more,
	];
}

export function EmptyList({columns, height}: {columns: number; height: number}) {
	const {options, commands} = useParts();
	const newKey = commands.find(({id}) => id === 'session.new')?.keys[0];
	const ready = useScreen(fleet => fleet.ready);
	const filter = useScreen((_, screen) => screen.filter);
	const finished = useScreen(fleet => [...fleet.sessions.values()].filter(({state}) => state === 'exited').length);
	const hosts = useScreen(fleet => fleet.hosts.length > 0);
	const {look} = options;
	const indent = columns >= 60 ? 3 : 1;
	const lines = sentences(ready, filter, finished, newKey, hosts).flatMap((sentence, index) =>
		wrapWords(sentence, Math.max(1, columns - indent)).map(line =>
			look.paint(index === 0 && ready ? 'plain' : 'muted', ' '.repeat(indent) + line),
		),
	);
	// A blank line above where there is room for it.
	return <Lines lines={(height > lines.length ? ['', ...lines] : lines).slice(0, height)} />;
}
