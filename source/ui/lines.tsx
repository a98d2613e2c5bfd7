/** Finished lines of text, never wrapped. */
import {Box, Text} from 'ink';
import {useParts} from './screen-context.tsx';
import {inCharset} from './theme.ts';

export function Line({text}: {text: string}) {
	const {look} = useParts().options;
	// Without any character Ink would give the line no height.
	return <Text wrap="truncate">{text === '' ? ' ' : inCharset(look, text)}</Text>;
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
