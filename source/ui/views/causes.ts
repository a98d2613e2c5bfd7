/** Background use of several sessions added up by cause. */
import {type BackgroundFigure, plus} from '../../accounting/figures.ts';
import type {Session} from '../../core/session.ts';

/** The most expensive first. Unknown figures of one session do not hide known ones of another. */
export function sumCauses(sessions: Iterable<Session>): BackgroundFigure[] {
	const sums = new Map<string, BackgroundFigure>();
	for (const session of sessions) {
		for (const figure of session.background) {
			const key = `${figure.cause}\n${figure.model ?? ''}`;
			const sum = sums.get(key);
			sums.set(
				key,
				sum === undefined
					? figure
					: {
							...sum,
							requests: plus(sum.requests, figure.requests),
							tokens: plus(sum.tokens, figure.tokens),
							costUsd: plus(sum.costUsd, figure.costUsd),
							idleRequests: sum.idleRequests + figure.idleRequests,
							idleUsd: plus(sum.idleUsd, figure.idleUsd),
							lastAt: sum.lastAt === null ? figure.lastAt : Math.max(sum.lastAt, figure.lastAt ?? 0),
						},
			);
		}
	}
	return [...sums.values()].sort((a, b) => (b.costUsd ?? 0) - (a.costUsd ?? 0));
}
