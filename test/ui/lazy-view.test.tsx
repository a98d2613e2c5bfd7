import {Text} from 'ink';
import {expect, test, vi} from 'vitest';
import {lazyViews} from '../../source/ui/lazy-view.tsx';
import type {ExtraViews, ViewProps} from '../../source/ui/options.ts';
import {ScreenContext, type ScreenParts} from '../../source/ui/screen-context.tsx';
import {testOptions} from '../support/fake-screen.ts';
import {expectToFit, renderAt} from '../support/fake-terminal.ts';

const size = {columns: 40, rows: 10};
const show = (views: ExtraViews) => {
	const View = views.usage!;
	const parts = {options: testOptions} as ScreenParts;
	const props: ViewProps = {...size, scroll: 3, cursor: 0, options: testOptions};
	return renderAt(
		<ScreenContext value={parts}>
			<View {...props} />
		</ScreenContext>,
		size,
	);
};

test('a view is loaded when it is first shown, and once', async () => {
	const load = vi.fn(async () => ({scroll}: ViewProps) => <Text>loaded, at {scroll}</Text>);
	const views = lazyViews({usage: load});
	expect(load).not.toHaveBeenCalled();
	await show(views).shows('loaded, at 3');
	const again = show(views);
	expect(again.text()).toContain('loaded, at 3');
	expect(load).toHaveBeenCalledOnce();
});

test('one that cannot be loaded says why, and is tried again the next time', async () => {
	const load = vi.fn<() => Promise<never>>(() =>
		Promise.reject(new Error("Cannot find module '/opt/\u202ereports.cjs'")),
	);
	const views = lazyViews({usage: load});
	const terminal = show(views);
	const text = "This view cannot be loaded (Cannot find module '/opt/reports.cjs'): quit ccmon and start it again.";
	await vi.waitFor(() => expect(terminal.lines().join(' ')).toBe(text), 20_000);
	expectToFit(terminal, size);
	await show(views).shows('Cannot find');
	expect(load).toHaveBeenCalledTimes(2);
});
