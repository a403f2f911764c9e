/* What a clerk can do, its keys, and when it makes sense (Q7, Q11).
 *
 * Nothing is ever disabled: a press that does not fit is answered by the hall, which says why and what
 * to do. F5 stays the browser's reload, so that a habit never marks a no-show. */
import type { Window } from '../../api/types'

export type OperationId =
	| 'call_next' | 'recall' | 'start' | 'finish' | 'no_show' | 'hold' | 'resume' | 'transfer' | 'transfer_back'
	| 'pause' | 'ready' | 'insert' | 'choose' | 'add' | 'signOut'

export interface Operation {
	id: OperationId
	/* Values of KeyboardEvent.key; the first is shown, and F keys beside it. */
	keys: readonly string[]
	fits(window: Window): boolean
}

const idle = (window: Window) => window.state === 'free' || window.state === 'wrap_up'
const called = (window: Window) => window.state === 'called'
const serving = (window: Window) => window.state === 'serving'
const busy = (window: Window) => window.ticket !== null

export const OPERATIONS: readonly Operation[] = [
	{ id: 'call_next', keys: ['1', 'F1'], fits: idle },
	{ id: 'recall', keys: ['2', 'F2'], fits: called },
	{ id: 'start', keys: ['3', 'F3'], fits: called },
	{ id: 'finish', keys: ['4', 'F4'], fits: serving },
	{ id: 'no_show', keys: ['5'], fits: called },
	{ id: 'hold', keys: ['6', 'F6'], fits: serving },
	{ id: 'resume', keys: ['7', 'F7'], fits: (window) => window.state === 'waiting' },
	{ id: 'transfer', keys: ['8', 'F8'], fits: busy },
	{ id: 'transfer_back', keys: ['9', 'F9'], fits: (window) => window.can_return === true },
	{ id: 'pause', keys: ['0', 'F10'], fits: (window) => idle(window) || window.state === 'paused' },
	{ id: 'ready', keys: ['R'], fits: (window) => window.state === 'wrap_up' },
	{ id: 'choose', keys: ['C'], fits: idle },
	{ id: 'insert', keys: ['I'], fits: () => true },
	{ id: 'add', keys: ['A'], fits: busy },
	{ id: 'signOut', keys: ['Q'], fits: (window) => idle(window) || window.state === 'paused' },
]

export function operationOf(key: string): OperationId | null {
	const wanted = key.toUpperCase()
	return OPERATIONS.find((operation) => operation.keys.includes(wanted))?.id ?? null
}

/* True for a key that is meant for the page, not for a field, a dialog or the browser. */
export function isForPage(event: KeyboardEvent): boolean {
	if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return false
	const target = event.target
	if (!(target instanceof Element)) return true
	return target.closest('input, select, textarea, dialog') === null
}
