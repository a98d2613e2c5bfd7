import {Text} from 'ink';
import {expect, test} from 'vitest';
import {createStore} from 'zustand/vanilla';
import type {ViewProps} from '../../source/ui/options.ts';
import {useSource, type ViewSource, viewOf} from '../../source/ui/source-view.ts';
import {testOptions} from '../support/fake-screen.ts';
import {renderAt} from '../support/fake-terminal.ts';

const Counter = ({source, scroll}: ViewProps & {source: ViewSource<{count: number}>}) => (
	<Text>
		{useSource(source).count} at {scroll}
	</Text>
);

test('a view shows what its own source holds, as that changes', async () => {
	const [one, other] = [1, 10].map(count => createStore(() => ({count})));
	const [First, Second] = [one!, other!].map(viewOf(Counter));
	const props: ViewProps = {columns: 20, rows: 3, scroll: 4, cursor: 0, options: testOptions};
	const terminal = renderAt(
		<>
			{First && <First {...props} />}
			{Second && <Second {...props} />}
		</>,
		props,
	);
	await terminal.shows('1 at 4');
	await terminal.shows('10 at 4');
	other!.setState({count: 11});
	await terminal.shows('11 at 4');
	expect(terminal.text()).toMatch(/^1 at 4/);
});
