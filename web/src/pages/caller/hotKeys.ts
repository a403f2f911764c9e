/* The keys of the caller (Q11): one table of what can be done and by which keys, and what the clerks of this browser have
 * made of it. Keys are values of KeyboardEvent.key, letters as capitals; the first of an action is the one that texts
 * name. Every action keeps a key, and no key stands twice: what is kept is read with the same eyes, else the standard
 * holds. F5 stays the browser's reload, so that a habit never marks a no-show. */
import { computed, ref } from 'vue'

import type { OperationId, PageKey } from './operations'

export type ActionId = OperationId | PageKey
export type Keys = Readonly<Record<ActionId, readonly string[]>>

export const STANDARD: Keys = {
	call_next: ['1', 'F1'],
	recall: ['2', 'F2'],
	start: ['3', 'F3'],
	finish: ['4', 'F4'],
	no_show: ['5'],
	hold: ['6', 'F6'],
	resume: ['7', 'F7'],
	transfer: ['8', 'F8'],
	transfer_back: ['9', 'F9'],
	pause: ['0', 'F10'],
	ready: ['R'],
	choose: ['C'],
	insert: ['I'],
	add: ['A'],
	reinstate: ['B'],
	take: ['T'],
	book: ['M'],
	callHelp: ['E'],
	signOut: ['Q'],
	help: ['?', 'H'],
	form: ['F'],
	popOut: ['W'],
}
export const ACTIONS = Object.keys(STANDARD) as readonly ActionId[]
export const KEYS_MAX = 2

const KEPT = 'openhall.caller.keys'
/* One sign that is no blank, or an F key that the browser does not want. */
const USABLE = /^(?:[^\s\p{C}]|F(?:[1-46-9]|10))$/u

export type Refusal = { why: 'unusable' } | { why: 'taken'; by: ActionId } | { why: 'last' }

export const nameOfKey = (key: string) => key.toUpperCase()

export function ownerOf(keys: Keys, key: string): ActionId | null {
	return ACTIONS.find((id) => keys[id].includes(nameOfKey(key))) ?? null
}

/* The table with `key` at a place of an action; null takes away what stands there. */
export function changed(keys: Keys, id: ActionId, place: number, key: string | null): Keys | Refusal {
	const [before, after] = [keys[id].slice(0, place), keys[id].slice(place + 1)]
	if (key === null && before.length + after.length === 0) return { why: 'last' }
	if (key === null) return { ...keys, [id]: [...before, ...after] }
	if (!USABLE.test(nameOfKey(key))) return { why: 'unusable' }
	const by = ownerOf(keys, key)
	if (by !== null && !(by === id && keys[id][place] === nameOfKey(key))) return { why: 'taken', by }
	return { ...keys, [id]: [...before, nameOfKey(key), ...after] }
}

function isKeys(value: unknown): value is Keys {
	if (typeof value !== 'object' || value === null) return false
	const lists = ACTIONS.map((id) => (value as Record<string, unknown>)[id])
	const all = lists.flat()
	return (
		lists.every((list) => Array.isArray(list) && list.length > 0 && list.length <= KEYS_MAX) &&
		all.every((key) => typeof key === 'string' && USABLE.test(key)) &&
		new Set(all).size === all.length
	)
}

function kept(): Keys {
	try {
		const value: unknown = JSON.parse(localStorage.getItem(KEPT) ?? 'null')
		return isKeys(value) ? value : STANDARD
	} catch {
		return STANDARD
	}
}

function keep(keys: Keys): void {
	try {
		if (keys === STANDARD) localStorage.removeItem(KEPT)
		else localStorage.setItem(KEPT, JSON.stringify(keys))
	} catch {
		/* A browser that keeps nothing still changes the keys of this page. */
	}
}

const keys = ref<Keys>(kept())
/* Another window of this browser has changed them; null is the whole store. */
addEventListener('storage', ({ key }) => {
	if (key === KEPT || key === null) keys.value = kept()
})

/* The keys of this browser, shared by all that shows or hears them. */
export function useHotKeys() {
	/* The key that texts name, by action. */
	const shown = computed(() => Object.fromEntries(ACTIONS.map((id) => [id, keys.value[id][0]])) as Record<ActionId, string>)

	function set(next: Keys): void {
		keys.value = next
		keep(next)
	}

	return {
		keys,
		shown,
		own: computed(() => JSON.stringify(keys.value) !== JSON.stringify(STANDARD)),
		actionOf: (key: string) => ownerOf(keys.value, key),
		/* Null when it was done. */
		change(id: ActionId, place: number, key: string | null): Refusal | null {
			const next = changed(keys.value, id, place, key)
			if ('why' in next) return next as Refusal
			set(next)
			return null
		},
		reset: () => set(STANDARD),
		/* As it is kept, for whoever opens the page. */
		reread: () => void (keys.value = kept()),
	}
}
