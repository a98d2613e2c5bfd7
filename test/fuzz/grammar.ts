/** Words of the inputs: most are what is expected in their place, some are not. */
import fc from 'fast-check';

/** Names that plain objects answer to, and texts that terminals, shells, paths and SQL act on. */
const odd = [
	...['constructor', '__proto__', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'],
	...[
		'',
		' ',
		'\u0000',
		'\n',
		'\r\n',
		'\t',
		'\u001b[2J',
		'\u001b]0;owned\u0007',
		'\u009b31m',
		'\u202egnp.exe',
		'\u200b',
	],
	...[
		'e\u0301',
		'👩‍👩‍👧‍👦',
		'漢字',
		'\ud800',
		'﷽',
		'\ufeff',
		'../../etc/passwd',
		'/',
		'.',
		'..',
		'~',
		'-',
		'--',
		'--help',
	],
	...["'; DROP TABLE x; --", '$(id)', '`id`', '%s%n', 'null', 'true', '0', '-1', '1e309'],
];

export const oddText = fc.oneof(
	fc.constantFrom(...odd),
	fc.string({unit: 'binary', maxLength: 20}),
	fc.integer({min: 100, max: 5000}).map(length => 'x'.repeat(length)),
);

export const oddNumber = fc.oneof(
	fc.constantFrom(0, -1, 0.1, 1e15, 8.64e15, 8.64e15 + 1, 1e300, -1e300, 2 ** 31, 2 ** 53, 2 ** 63, Number.MAX_VALUE),
	fc.double({noNaN: true, noDefaultInfinity: true}),
	fc.integer(),
);

export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
	oddText,
	oddNumber,
	// The last cannot become text.
	fc.constantFrom(null, true, false, [], {}, {toString: 1, valueOf: 1}),
	fc.jsonValue({maxDepth: 2}),
);

/** Now and then something else than what belongs there. */
export const mostly = <T>(usual: fc.Arbitrary<T>, other: fc.Arbitrary<unknown> = oddValue): fc.Arbitrary<unknown> =>
	fc.oneof({weight: 9, arbitrary: usual}, {weight: 1, arbitrary: other});

/** An object with these fields, of which some are odd, some are missing, and some more are there. */
export function shape(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> {
	const strange = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, mostly(value)]));
	return fc
		.tuple(
			fc.record(strange),
			fc.array(fc.constantFrom(...Object.keys(fields)), {maxLength: 1}),
			fc.oneof(
				{weight: 9, arbitrary: fc.constant({})},
				{weight: 1, arbitrary: fc.dictionary(oddText, oddValue, {maxKeys: 2})},
			),
		)
		.map(([record, missing, more]) => {
			for (const name of missing) delete record[name];
			return {...record, ...more};
		});
}

/** JSON as it is written, and as it is found after a crash. */
export const jsonText = (value: fc.Arbitrary<unknown>): fc.Arbitrary<string> =>
	damaged(value.map(one => JSON.stringify(one) ?? 'null'));

/** Cut off, doubled, with something put in: or, mostly, as it was. */
export const damaged = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
	fc.oneof(
		{weight: 12, arbitrary: text},
		{weight: 1, arbitrary: fc.tuple(text, fc.nat(400)).map(([whole, length]) => whole.slice(0, length))},
		{weight: 1, arbitrary: text.map(whole => whole + whole)},
		{
			weight: 1,
			arbitrary: fc
				.tuple(text, oddText, fc.nat(400))
				.map(([whole, piece, at]) => whole.slice(0, at) + piece + whole.slice(at)),
		},
		{weight: 1, arbitrary: oddText},
	);

export const sessionIds: readonly string[] = ['1', '2', '3'].map(
	digit => `${digit.repeat(8)}-1111-4111-8111-${digit.repeat(12)}`,
);
/** The first, mostly: so that what is made up belongs together. */
export const sessionId = fc.oneof({weight: 6, arbitrary: fc.constant(sessionIds[0]!)}, fc.constantFrom(...sessionIds));
/** The last day, mostly. */
export const time = fc.integer({min: 0, max: 86_400_000}).map(ago => Date.now() - ago);
export const isoTime = time.map(at => new Date(at).toISOString());
export const model = fc.constantFrom(
	'claude-opus-4-8',
	'claude-sonnet-4-5-20250929',
	'claude-haiku-4-5',
	'us.anthropic.claude-3-haiku-20240307-v1:0',
	'glm-4.7',
	'<synthetic>',
);
export const tokens = fc.nat(200_000);
export const dollars = fc.double({min: 0, max: 20, noNaN: true});
export const folder = fc.oneof(
	{weight: 6, arbitrary: fc.constant('/home/dev/api')},
	fc.constantFrom('/home/dev/web', '/', '/home/dev/x y'),
);
export const version = fc.constant('2.1.332');
