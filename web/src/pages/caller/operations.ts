/* What a clerk can do, its keys, and why it does not fit now (Q7, Q11).
 *
 * No key is ever dead. One that asks something first says at once why it does not fit; any other goes to
 * the hall, whose word counts, for the picture on the screen can be a moment old. F5 stays the browser's
 * reload, so that a habit never marks a no-show. */
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
	/* Values of KeyboardEvent.key; the first is shown, and F keys beside it. */
	keys: readonly string[]
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
	{ id: 'call_next', keys: ['1', 'F1'], why: withoutTicket },
	{ id: 'recall', keys: ['2', 'F2'], why: whileCalled },
	{ id: 'start', keys: ['3', 'F3'], why: whileCalled },
	{ id: 'finish', keys: ['4', 'F4'], why: whileServing },
	{ id: 'no_show', keys: ['5'], why: whileCalled },
	{ id: 'hold', keys: ['6', 'F6'], why: withTicket },
	{ id: 'resume', keys: ['7', 'F7'], why: toResume },
	{ id: 'transfer', keys: ['8', 'F8'], why: withTicket },
	{ id: 'transfer_back', keys: ['9', 'F9'], why: (scene) => withTicket(scene) ?? (scene.window.can_return ? null : 'notSent') },
	{ id: 'pause', keys: ['0', 'F10'], why: unlessBusy },
	{ id: 'ready', keys: ['R'], why: ({ window }) => (window.state === 'wrap_up' ? null : 'notWrapUp') },
	{ id: 'choose', keys: ['C'], why: (scene) => withoutTicket(scene) ?? (scene.waiting > 0 ? null : 'nobody') },
	{ id: 'insert', keys: ['I'], why: ({ anyone }) => (anyone > 0 ? null : 'nobodyAtAll') },
	{ id: 'add', keys: ['A'], why: withTicket },
	{ id: 'reinstate', keys: ['B'], why: () => null },
	{ id: 'take', keys: ['T'], why: () => null },
	{ id: 'book', keys: ['M'], why: () => null },
	{ id: 'callHelp', keys: ['E'], why: () => null },
	{ id: 'signOut', keys: ['Q'], why: unlessBusy },
]

/* The five of every customer, in the order of their keys: what a small caller has buttons for. */
export const EVERYDAY: readonly OperationId[] = ['call_next', 'recall', 'start', 'finish', 'no_show']

/* Keys of the page itself, which say nothing to the hall. */
export type PageKey = 'help' | 'form' | 'popOut'
export const PAGE_KEYS: readonly { id: PageKey; keys: readonly string[] }[] = [
	{ id: 'help', keys: ['?', 'H'] },
	{ id: 'form', keys: ['F'] },
	{ id: 'popOut', keys: ['W'] },
]

export function pageKeyOf(key: string): PageKey | null {
	return PAGE_KEYS.find(({ keys }) => keys.includes(key.toUpperCase()))?.id ?? null
}

export function operationOf(key: string): OperationId | null {
	const wanted = key.toUpperCase()
	return OPERATIONS.find((operation) => operation.keys.includes(wanted))?.id ?? null
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
