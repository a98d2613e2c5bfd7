/** Plan limits as gauges with where they are heading. */
import type {Tone} from '../theme.ts';

/** Plan use: yellow from 70 %, red from 90 %, like the contexts. */
export const limitTone = (percentage: number): Tone => (percentage >= 90 ? 'bad' : percentage >= 70 ? 'warn' : 'good');
