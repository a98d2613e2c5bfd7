/** Content that may be higher than its space: shows a part and records how far it can scroll. */
import {Box} from 'ink';
import type {ReactNode} from 'react';
import {useParts} from './screen-context.tsx';

export function ScrollArea({
	height,
	contentHeight,
	scroll,
	children,
}: {
	height: number;
	contentHeight: number;
	scroll: number;
	children: ReactNode;
}) {
	const {measured} = useParts();
	measured.scrollEnd = Math.max(0, contentHeight - height);
	measured.pageRows = height;
	return (
		<Box flexDirection="column" height={height} overflow="hidden" contentOffsetY={Math.min(scroll, measured.scrollEnd)}>
			<Box flexDirection="column" flexShrink={0}>
				{children}
			</Box>
		</Box>
	);
}
