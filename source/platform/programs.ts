/** Other programs are run by execa, which is loaded when the first one is: the monitor's first frame needs none. */
import type {execa} from 'execa';

export async function loadExeca(): Promise<typeof execa> {
	return (await import('execa')).execa;
}
