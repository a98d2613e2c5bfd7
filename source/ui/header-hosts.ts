/** The header's words for machines that are not connected. */
import type {HostFigure} from '../core/hosts/host.ts';
import type {MonitorState} from '../store.ts';
import type {Piece} from './text.ts';
import type {Look} from './theme.ts';

const names = (hosts: readonly HostFigure[]) => (hosts.length === 1 ? hosts[0]!.name : `${hosts.length} machines`);

/** `box unreachable`, `2 machines connecting…`; nothing while all of them are there. */
export function hostPiece({hosts}: MonitorState, look: Look): Piece {
	const inState = (...states: HostFigure['state'][]) => hosts.filter(({state}) => states.includes(state));
	const lost = inState('unreachable', 'incompatible');
	const connecting = inState('connecting');
	const texts = [
		lost.length === 0 ? '' : look.paint('warn', `${names(lost)} ${lost.length === 1 ? lost[0]!.state : 'unreachable'}`),
		connecting.length === 0 ? '' : look.paint('muted', `${names(connecting)} connecting${look.glyphs.ellipsis}`),
	];
	return {text: texts.filter(Boolean).join(look.paint('muted', ', ')), priority: 7};
}
