/** Shapes of figures in what Claude Code writes: within what bounds.ts allows, else the value is not there. */
import * as v from 'valibot';
import {boundedTime, maxTokens, maxUsd} from './bounds.ts';

export const countShape = v.pipe(v.number(), v.minValue(0), v.maxValue(maxTokens), v.transform(Math.trunc));
export const usdShape = v.pipe(v.number(), v.minValue(0), v.maxValue(maxUsd));

/** Of a number of `unitMs` since the epoch, in ms. */
export const timeShape = (unitMs: number) =>
	v.pipe(
		v.number(),
		v.transform(value => boundedTime(value * unitMs)),
		v.number(),
	);
/** The id of a conversation, which is a part of file names. */
export const sessionIdShape = v.pipe(v.string(), v.regex(/^[0-9a-f-]{1,64}$/i));
