import {expect, test} from 'vitest';
import {showTitle} from '../../source/ui/terminal-title.ts';
import {fakeSession, fakeStore} from '../support/fake-fleet.ts';

test('the title counts what waits, changes only with it, and is put back', () => {
	const {store} = fakeStore([fakeSession({name: 'a'})]);
	let written = '';
	const leave = showTitle(store, text => {
		written += text;
	});
	const put = (...states: ('waiting' | 'busy')[]) => {
		const sessions = states.map((state, index) => fakeSession({name: `s${index}`, state}));
		store.setState({sessions: new Map(sessions.map(session => [session.key, session]))});
	};
	put('busy');
	put('waiting', 'busy', 'waiting');
	put('waiting', 'waiting');
	put();
	leave();
	put('waiting');
	expect(written.replaceAll('\u001b', '^').replaceAll('\u0007', '$')).toBe(
		'^[22;2t^]2;ccmon$^]2;ccmon (2 waiting)$^]2;ccmon$^[23;2t',
	);
});
