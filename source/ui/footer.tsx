/** The last lines of the screen: problems, keys, and the outcome of the last key. */
import {newsLabel} from './doing.ts';
import {keyLine, messageLines, problemLine, scanLabel} from './footer-lines.ts';
import {Line, Lines} from './lines.tsx';
import {useParts, useScreen} from './screen-context.tsx';
import {fitTo} from './text.ts';

/** One line, with how to dismiss it if there is room. */
export function ProblemLine({columns}: {columns: number}) {
	const {look, home} = useParts().options;
	const way = columns >= 60 ? '  Esc hides' : '';
	const line = useScreen(({problems}) => problemLine(problems, columns - way.length, home, look));
	return <Line text={fitTo(line, columns - way.length) + look.paint('muted', way)} />;
}

export function Footer({columns, height}: {columns: number; height: number}) {
	const {options, commands, commandContext} = useParts();
	const {look} = options;
	const message = useScreen((_, screen) => screen.message);
	const said = messageLines(message, columns);
	const keys = useScreen(({log, now, scanned}) => {
		const news = newsLabel(log, now, look.glyphs) ?? scanLabel(scanned, columns, look);
		return keyLine(commands, commandContext(), said.length > 0 ? null : (message ?? news), columns, look);
	});
	return <Lines lines={[...said, keys].slice(0, height)} height={height} />;
}
