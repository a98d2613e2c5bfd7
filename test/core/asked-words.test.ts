/** How a person is asked before a dialog is answered. */
import {expect, test} from 'vitest';
import type {Answer, Asked} from '../../source/core/asked.ts';
import {confirmation} from '../../source/core/asked-words.ts';
import {askedPermission, askedQuestion} from '../support/asked.ts';

const permission = askedPermission('rm -rf build', 'it deletes');
const question = askedQuestion;
const plan: Asked = {...permission, kind: 'plan', danger: null};
const review: Asked = {...permission, kind: 'review', danger: null};

test.each<[Asked, Answer, string]>([
	[permission, 'allow', 'Allow this call of Bash once in web? Careful: it deletes.'],
	[{...permission, danger: null}, 'allow', 'Allow this call of Bash once in web?'],
	[permission, 'deny', 'Deny this call of Bash in web?'],
	[plan, 'allow', 'Approve this plan in web, each edit still to be asked about?'],
	[plan, 'deny', 'Deny this plan in web?'],
	[question, 2, 'Answer 2. Postgres to the question of web?'],
	[question, 'deny', 'Decline the question of web?'],
	[review, 'allow', 'Submit these answers in web?'],
	[review, 'deny', 'Turn down these answers in web?'],
])('%# is asked with all that it would do', (asked, answer, words) => {
	// Below it stands the whole of what would be allowed.
	expect(confirmation('web', answer, asked)).toEqual({question: words, lines: asked.lines});
});
