/** Finished lines of text, one below the other. */
import {Box, Text} from 'ink';

export function Lines({lines, height = lines.length}: {lines: readonly string[]; height?: number}) {
	return (
		<Box flexDirection="column" height={height} flexShrink={0} overflow="hidden">
			{lines.slice(0, height).map((line, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a line has no other name than its place
				<Text key={index} wrap="truncate">
					{line === '' ? ' ' : line}
				</Text>
			))}
		</Box>
	);
}
