import {expect, test} from 'vitest';
import {withCompactInstructions} from '../../source/control/claude-md.ts';

test('a section is made at the end, and what was there stays', () => {
	expect(withCompactInstructions('', 'keep the API')).toBe('# Compact instructions\n\n- keep the API\n');
	expect(withCompactInstructions('# Rules\n- be kind', 'keep the API')).toBe(
		'# Rules\n- be kind\n\n# Compact instructions\n\n- keep the API\n',
	);
});

test('a section that is there gets another line, once', () => {
	const text = '# Compact instructions\n\n- keep the tests\n\n# Style\n- tabs\n';
	const more = withCompactInstructions(text, 'keep\nthe API');
	expect(more).toBe('# Compact instructions\n\n- keep the API\n- keep the tests\n\n# Style\n- tabs\n');
	expect(withCompactInstructions(more, 'keep the API')).toBe(more);
	expect(withCompactInstructions('## Summary instructions\nkeep all\n', 'x')).toContain(
		'## Summary instructions\n\n- x\n',
	);
});
