/** What comes from the ccmon of another machine, and from the reader of `ccmon stream`. */
import fc from 'fast-check';
import {
	bounds,
	parseHello,
	parseReaderMessage,
	parseStreamMessage,
	requestIdOf,
} from '../../../source/core/hosts/protocol.ts';
import {type Op, parseResult, resultSchemas} from '../../../source/core/hosts/requests.ts';
import {sentSession} from '../../../source/core/hosts/sent.ts';
import {applyChange} from '../../../source/core/hosts/session.ts';
import {fakeSession} from '../../support/fake-fleet.ts';
import {edge, hold} from '../edge.ts';
import {jsonText, oddNumber, oddText, oddValue, sessionId, shape} from '../grammar.ts';

const whole = sentSession(fakeSession());

/** A session with some of its fields, and of its detail, as no ccmon would send them. */
const session = fc
	.record({
		fields: fc.subarray(Object.keys(whole)),
		details: fc.subarray(Object.keys(whole.detail)),
		odd: fc.dictionary(fc.constantFrom(...Object.keys(whole), ...Object.keys(whole.detail), '__proto__'), oddValue, {
			maxKeys: 3,
		}),
	})
	.map(({fields, details, odd}) => {
		const part = (from: object, names: readonly string[]) =>
			Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
		return {...part(whole, fields), key: 'k', detail: {...part(whole.detail, details), ...odd}, ...odd};
	});

const pin = shape({pid: oddNumber, procStart: oddText, sessionId});
const message = jsonText(
	shape({
		type: fc.constantFrom('hello', 'state', 'changes', 'ping', 'pong', 'request', 'reply', 'bye', 'weather'),
		id: fc.oneof(fc.nat(), fc.constant('request-1'), oddText),
		protocol: shape({major: oddNumber, minor: oddNumber}),
		version: oddText,
		clock: oddNumber,
		sessions: fc.array(session, {maxLength: 3}),
		gone: fc.array(oddText, {maxLength: 3}),
		op: fc.constantFrom(...Object.keys(resultSchemas)),
		session: pin,
		action: shape({
			type: fc.constantFrom('compact', 'clear', 'prompt', 'interrupt', 'end'),
			text: oddText,
			instructions: oddText,
		}),
		ok: fc.boolean(),
		result: fc.jsonValue(),
		words: oddText,
		limit: oddNumber,
		of: oddText,
	}),
);

export const hosts = edge({
	name: 'hosts',
	input: fc.record({lines: fc.array(message, {maxLength: 8}), result: fc.jsonValue()}),
	check({lines, result}) {
		for (const line of lines) {
			requestIdOf(line);
			parseHello(line);
			const asked = parseReaderMessage(line);
			if (asked?.type === 'request') hold(/^[\w-]{8,64}$/.test(asked.id), 'an id can be the name of a file', asked);
			const told = parseStreamMessage(line);
			if (told?.type !== 'state' && told?.type !== 'changes') continue;
			hold(told.sessions.length <= bounds.sessions, 'sessions have their bounds');
			for (const change of told.sessions) {
				const applied = applyChange(undefined, change);
				hold(Object.getPrototypeOf(change) === Object.prototype, 'nothing is slipped in', change);
				if (applied === null) continue;
				const figures = [applied.usage.outputTokens, applied.cost.totalUsd ?? 0, applied.startedAt ?? 0];
				hold(
					figures.every(figure => Number.isFinite(figure) && figure >= 0),
					'figures are figures',
					figures,
				);
			}
		}
		for (const op of Object.keys(resultSchemas) as Op[]) parseResult(op, result);
	},
});
