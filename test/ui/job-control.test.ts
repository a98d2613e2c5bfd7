import {afterEach, expect, test, vi} from 'vitest';
import {createJobControl, type JobControl} from '../../source/ui/job-control.ts';

let job: JobControl;
afterEach(() => job.stop());

/** The terminal is given away and comes back at once. */
function start(isAway: () => boolean) {
	const handOver = vi.fn(async (task: () => Promise<void>) => task());
	job = createJobControl(handOver, {isAway});
	return handOver;
}

test('continued after a stop that could not be caught, it takes the terminal again', () => {
	const handOver = start(() => false);
	process.emit('SIGCONT');
	expect(handOver).toHaveBeenCalledTimes(1);
});

test('what has the terminal meanwhile sees to that itself', () => {
	const handOver = start(() => true);
	process.emit('SIGCONT');
	job.suspend();
	expect(handOver).not.toHaveBeenCalled();
});
