/** The lines at the top. */
import {headerLines} from './header-lines.ts';
import {Lines} from './lines.tsx';
import {sameItems, useParts, useScreen} from './screen-context.tsx';

export function Header({columns, height}: {columns: number; height: number}) {
	const {options} = useParts();
	const lines = useScreen((fleet, {frozen}) => headerLines(fleet, columns, options, frozen !== null), sameItems);
	return <Lines lines={lines} height={height} />;
}
