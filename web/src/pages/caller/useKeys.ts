/* The keys of the caller (Q7, Q11). A reader of ID cards types like a keyboard: its keys come in a burst and are no
 * presses. So a bare key is held for a moment, and acts when no other follows; F keys come from no reader and act at
 * once. */
import { onScopeDispose } from 'vue'

import { createBurst, KEY_MAX_MS } from '../../live/burst'
import { isForPage } from './operations'

/* Leaves time to answer within 100 ms, and is longer than readers take from key to key. */
export const HOLD_MS = KEY_MAX_MS
/* Enter after so many keys of a burst is the reader's. */
const READ_MIN = 2
/* In a question the figures of fast hands are few. */
const READ_IN_QUESTION_MIN = 6

const isTyping = (target: EventTarget | null) =>
	target instanceof Element && target.closest('textarea, input:not([type="radio"], [type="checkbox"])') !== null

/* `actOf` is what a key does now; null for nothing. `onBurst` is told once for each burst that was dropped. */
export function useKeys(actOf: (key: string) => (() => void) | null, onBurst: () => void): void {
	const typedOf = createBurst()
	let held = ''
	let timer: ReturnType<typeof setTimeout> | undefined

	function release(): void {
		clearTimeout(timer)
		const key = held
		held = ''
		if (key) actOf(key)?.()
	}

	function drop(): void {
		clearTimeout(timer)
		held = ''
	}

	/* Before a button that has the focus takes it for a press. */
	function onEnter(event: KeyboardEvent, typed: string): void {
		if (isTyping(event.target) || typed.length < (isForPage(event) ? READ_MIN : READ_IN_QUESTION_MIN)) return
		event.preventDefault()
		event.stopImmediatePropagation()
	}

	function onKey(event: KeyboardEvent): void {
		const typed = typedOf(event)
		if (event.key === 'Enter') return onEnter(event, typed)
		if (!isForPage(event)) return
		if (typed.length > 1) {
			event.preventDefault()
			drop()
			if (typed.length === READ_MIN) onBurst()
			return
		}
		const act = actOf(event.key)
		if (!act) return
		event.preventDefault()
		release()
		if (typed === '') return act()
		held = event.key
		timer = setTimeout(release, HOLD_MS)
	}

	addEventListener('keydown', onKey, { capture: true })
	onScopeDispose(() => {
		drop()
		removeEventListener('keydown', onKey, { capture: true })
	})
}
