/** Settings as people might have them: any order, layout, comments and line ends. */
import fc from 'fast-check';
import type {Json} from '../../source/setup/edit.ts';

export interface SettingsText {
	text: string;
	/** What the text says. */
	value: Record<string, Json>;
}

interface Layout {
	indent: string;
	lineEnd: '\n' | '\r\n';
	mark: boolean;
	/** All on one line, without comments to the end of it. */
	oneLine: boolean;
	trailingCommas: boolean;
	comments: boolean;
	finalLineEnd: boolean;
}

const layouts: fc.Arbitrary<Layout> = fc.record({
	indent: fc.constantFrom('  ', '\t', '    ', ' '),
	lineEnd: fc.constantFrom('\n', '\r\n'),
	mark: fc.boolean(),
	oneLine: fc.boolean(),
	trailingCommas: fc.boolean(),
	comments: fc.boolean(),
	finalLineEnd: fc.boolean(),
});

const scalars: fc.Arbitrary<Json> = fc.oneof(
	fc.string(),
	fc.integer(),
	fc.boolean(),
	fc.constant(null),
	fc.constantFrom('// no comment', '/* nor this */', 'a,}b', '"', '\\', '\r\n', '\u2028'),
);

const envs = fc.dictionary(fc.constantFrom('PATH', 'A_KEY', 'HTTP_PROXY', 'Ü', 'a"b'), scalars, {maxKeys: 4});

const settings: fc.Arbitrary<Record<string, Json>> = fc
	.record(
		{
			model: scalars,
			env: envs,
			hooks: fc.constant({Stop: [{hooks: [{type: 'command', command: 'true'}]}]}),
			permissions: fc.constant({allow: ['Bash(ls:*)', 'Read(//tmp/**)'], deny: []}),
			theme: scalars,
			empty: fc.constant({}),
		},
		{requiredKeys: []},
	)
	.chain(record =>
		fc
			.shuffledSubarray(Object.keys(record), {minLength: Object.keys(record).length})
			.map(names => Object.fromEntries(names.map(name => [name, (record as Record<string, Json>)[name] as Json]))),
	);

function isObject(value: Json): value is {readonly [key: string]: Json} {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function write(value: Json, layout: Layout, depth: number, comment: () => string): string {
	if (!isObject(value)) return JSON.stringify(value);
	const names = Object.keys(value);
	if (names.length === 0) return layout.comments && depth > 0 ? '{ /* empty */ }' : '{}';
	const line = layout.oneLine ? '' : layout.lineEnd + layout.indent.repeat(depth + 1);
	const lines = names.map((name, index) => {
		const comma = index < names.length - 1 || layout.trailingCommas ? ',' : '';
		const written = write(value[name] as Json, layout, depth + 1, comment);
		return `${line}${JSON.stringify(name)}: ${written}${comma}${layout.comments ? comment() : ''}`;
	});
	return `{${lines.join(layout.oneLine ? ' ' : '')}${layout.oneLine ? '' : layout.lineEnd + layout.indent.repeat(depth)}}`;
}

export function settingsText(): fc.Arbitrary<SettingsText> {
	return fc.tuple(settings, layouts, fc.infiniteStream(fc.nat(4))).map(([value, layout, choices]) => {
		let count = 0;
		const comment = () => {
			const number = ++count;
			const choice = choices.next().value;
			if (choice === 0) return ` /* note ${number} */`;
			if (choice === 1 && !layout.oneLine) return ` // note ${number}, "x": {`;
			if (choice === 2 && !layout.oneLine) return `${layout.lineEnd}${layout.indent}// note ${number} below }`;
			return '';
		};
		const body = write(value, layout, 0, comment) + (layout.finalLineEnd ? layout.lineEnd : '');
		return {text: (layout.mark ? '\ufeff' : '') + body, value};
	});
}
