/* What a clerk can do, and why it does not fit now (Q7, Q11). The keys are in hotKeys.ts.
 *
 * No key is ever dead. One that asks something first says at once why it does not fit; any other goes to
 * the hall, whose word counts, for the picture on the screen can be a moment old. */
import type { Window } from '../../api/types'

export type OperationId =
	| 'call_next' | 'recall' | 'start' | 'finish' | 'no_show' | 'hold' | 'resume' | 'transfer' | 'transfer_back'
	| 'pause' | 'ready' | 'insert' | 'choose' | 'add' | 'reinstate' | 'take' | 'book' | 'callHelp' | 'signOut'

/* Names of the reasons in the catalogues, under caller.why. */
export type Why =
	| 'paused' | 'noTicket' | 'hasTicket' | 'started' | 'notStarted' | 'away' | 'nothingKept' | 'notSent'
	| 'notWrapUp' | 'nobody' | 'nobodyAtAll'

export interface Scene {
	window: Window
	/* Tickets that wait for this window, that wait at all, and that this clerk keeps. */
	waiting: number
	anyone: number
	kept: number
}

export interface Operation {
	id: OperationId
	/* Null while it fits. */
	why(scene: Scene): Why | null
}

function withTicket({ window }: Scene): Why | null {
	if (window.ticket !== null) return null
	return window.state === 'paused' ? 'paused' : 'noTicket'
}

function withoutTicket({ window }: Scene): Why | null {
	if (window.state === 'paused') return 'paused'
	return window.ticket === null ? null : 'hasTicket'
}

function whileCalled(scene: Scene): Why | null {
	const { state } = scene.window
	return withTicket(scene) ?? (state === 'called' ? null : state === 'waiting' ? 'away' : 'started')
}

function whileServing(scene: Scene): Why | null {
	return withTicket(scene) ?? (scene.window.state === 'called' ? 'notStarted' : null)
}

function toResume(scene: Scene): Why | null {
	if (scene.window.state === 'waiting') return null
	return withoutTicket(scene) ?? (scene.kept > 0 ? null : 'nothingKept')
}

const unlessBusy = ({ window }: Scene): Why | null => (window.ticket === null ? null : 'hasTicket')

export const OPERATIONS: readonly Operation[] = [
	{ id: 'call_next', why: withoutTicket },
	{ id: 'recall', why: whileCalled },
	{ id: 'start', why: whileCalled },
	{ id: 'finish', why: whileServing },
	{ id: 'no_show', why: whileCalled },
	{ id: 'hold', why: withTicket },
	{ id: 'resume', why: toResume },
	{ id: 'transfer', why: withTicket },
	{ id: 'transfer_back', why: (scene) => withTicket(scene) ?? (scene.window.can_return ? null : 'notSent') },
	{ id: 'pause', why: unlessBusy },
	{ id: 'ready', why: ({ window }) => (window.state === 'wrap_up' ? null : 'notWrapUp') },
	{ id: 'choose', why: (scene) => withoutTicket(scene) ?? (scene.waiting > 0 ? null : 'nobody') },
	{ id: 'insert', why: ({ anyone }) => (anyone > 0 ? null : 'nobodyAtAll') },
	{ id: 'add', why: withTicket },
	{ id: 'reinstate', why: () => null },
	{ id: 'take', why: () => null },
	{ id: 'book', why: () => null },
	{ id: 'callHelp', why: () => null },
	{ id: 'signOut', why: unlessBusy },
]

/* The five of every customer, in the order of their standard keys: what a small caller has buttons for. */
export const EVERYDAY: readonly OperationId[] = ['call_next', 'recall', 'start', 'finish', 'no_show']

/* Keys of the page itself, which say nothing to the hall. */
export type PageKey = 'help' | 'form' | 'popOut'

export function isOperation(id: OperationId | PageKey): id is OperationId {
	return OPERATIONS.some((operation) => operation.id === id)
}

export function whyNot(id: OperationId, scene: Scene): Why | null {
	return OPERATIONS.find((operation) => operation.id === id)?.why(scene) ?? null
}

/* What browsers say of a key that an input method took, where they do not say that it composes. */
const KEY_CODE_TAKEN = 229

/* True for a key that is meant for the page, not for a field, a dialog, an input method or the browser. */
export function isForPage(event: KeyboardEvent): boolean {
	if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return false
	if (event.isComposing || event.keyCode === KEY_CODE_TAKEN) return false
	const target = event.target
	if (!(target instanceof Element)) return true
	return target.closest('input, select, textarea, dialog') === null
}
