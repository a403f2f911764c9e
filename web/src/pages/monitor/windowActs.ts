/* What makes sense at a window as it stands; the hall has the last word. */
import type { Window } from '../../api/types'

export type WindowAct = 'open' | 'close' | 'pause' | 'resume' | 'serve' | 'move' | 'recall'

export function actsAt(window: Window): WindowAct[] {
	if (window.state === 'closed') return ['open', 'serve']
	const pausing: WindowAct = window.state === 'paused' ? 'resume' : 'pause'
	return [...(window.ticket === null ? [] : (['recall'] as const)), pausing, 'serve', 'move', 'close']
}

/* Those that stand on the card itself. */
export function mainActs(window: Window): WindowAct[] {
	if (window.state === 'closed') return ['open']
	return [window.state === 'paused' ? 'resume' : 'pause', 'close']
}
