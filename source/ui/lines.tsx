/** Finished lines of text, never wrapped. */
import {Box, Text} from 'ink';
import {createElement} from 'react';
import {withoutColours} from './frame/single-cells.ts';
import {useParts} from './screen-context.tsx';
import {truncate, widthOf} from './text.ts';
import {inCharset} from './theme.ts';

export function Line({text}: {text: string}) {
	const {look} = useParts().options;
	// An empty line would have no height in Ink.
	const painted = text === '' ? ' ' : inCharset(look, text);
	const plain = withoutColours(painted);
	if (plain === painted) return <Text wrap="truncate">{plain}</Text>;
	// What Ink's `Text` makes, for which it has no property: it takes texts apart at their escape sequences, for every frame
	// again. So it lays the plain one out, and what is written has the colours (docs/decisions/fast-frames.md).
	const style = {flexGrow: 0, flexShrink: 1, flexDirection: 'row', textWrap: 'truncate'};
	const paint = (line: string) => (line === plain ? painted : truncate(painted, widthOf(line)));
	return createElement('ink-text', {style, internal_transform: paint}, plain);
}

/** One below the other. */
export function Lines({lines, height = lines.length}: {lines: readonly string[]; height?: number}) {
	return (
		<Box flexDirection="column" height={height} flexShrink={0}>
			{lines.slice(0, height).map((line, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a line has no other name than its place
				<Line key={index} text={line} />
			))}
		</Box>
	);
}
