/** The last lines of the screen: problems, keys, and the outcome of the last key. */
import {newsLabel} from './doing.ts';
import {keyLine, problemLine} from './footer-lines.ts';
import {Line} from './lines.tsx';
import {useParts, useScreen} from './screen-context.tsx';

export function ProblemLine({columns}: {columns: number}) {
	const {options} = useParts();
	const line = useScreen(({problems}) => problemLine(problems, columns, options.home, options.look));
	return <Line text={line} />;
}

export function Footer({columns}: {columns: number}) {
	const {options, commands, commandContext} = useParts();
	const line = useScreen(({log, now}, {message}) => {
		const said = message ?? newsLabel(log, now, options.look.glyphs);
		return keyLine(commands, commandContext(), said, columns, options.look);
	});
	return <Line text={line} />;
}
