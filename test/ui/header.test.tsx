/** When the header is drawn; what is in it is in header-lines.test.ts. */
import {Profiler} from 'react';
import {expect, test} from 'vitest';
import {Header} from '../../source/ui/header.tsx';
import {ScreenContext, type ScreenParts} from '../../source/ui/screen-context.tsx';
import {createScreenStore} from '../../source/ui/screen-state.ts';
import {fakeFleet, fakeStore, fakeTotals, noon} from '../support/fake-fleet.ts';
import {testOptions} from '../support/fake-screen.ts';
import {renderAt} from '../support/fake-terminal.ts';

function header(height: number) {
	const {store} = fakeStore(fakeFleet(), fakeTotals);
	const screen = createScreenStore();
	let drawings = 0;
	const parts = {store, screen, options: testOptions} as unknown as ScreenParts;
	const terminal = renderAt(
		<ScreenContext value={parts}>
			<Profiler id="header" onRender={() => drawings++}>
				<Header columns={120} height={height} />
			</Profiler>
		</ScreenContext>,
		{columns: 120, rows: 5},
	);
	return {store, screen, terminal, drawings: () => drawings};
}

test('is drawn again when what it says is another, and not with every second', async () => {
	const {store, terminal, drawings} = header(2);
	expect(terminal.text()).toContain('$3.42');
	store.setState({now: noon + 1000});
	expect(drawings()).toBe(1);
	store.setState({totals: {...fakeTotals.totals!, todayUsd: 3.5}});
	await terminal.shows('$3.50');
	expect(drawings()).toBe(2);
});

test('says that the screen is frozen, and shows the figures of then', async () => {
	const {store, screen, terminal} = header(2);
	screen.setState({frozen: store.getState()});
	await terminal.shows(/paused|frozen/i);
	store.setState({totals: {...fakeTotals.totals!, todayUsd: 9}});
	expect(terminal.text()).toContain('$3.42');
	screen.setState({frozen: null});
	await terminal.shows('$9.00');
});

test('in a low pane its first line is what is left of it', () => {
	const [first, ...more] = header(2).terminal.lines();
	expect(more).toHaveLength(1);
	expect(header(1).terminal.lines()).toEqual([first]);
});
