/* A card reader is a keyboard with fast fingers: a number and Enter within moments (Q1, Q10). Caught anywhere on the
 * page, before a focused button takes the Enter for a press. */
import { onScopeDispose } from 'vue'

/* Nobody types this fast for so long. */
export const KEY_MAX_MS = 60
export const LENGTH_MIN = 6
const LENGTH_MAX = 64

export function useCard(onNumber: (number: string) => void): void {
	let typed = ''
	let lastAt = 0

	function onKey(event: KeyboardEvent): void {
		/* The keys of somebody who composes a word belong to the word. */
		if (event.isComposing) return
		const at = event.timeStamp
		const fast = at - lastAt <= KEY_MAX_MS
		lastAt = at
		if (event.key === 'Enter') {
			const number = fast ? typed : ''
			typed = ''
			if (number.length < LENGTH_MIN) return
			event.preventDefault()
			event.stopImmediatePropagation()
			onNumber(number)
		} else if (/^[0-9A-Za-z]$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey) {
			typed = (fast ? typed : '').slice(1 - LENGTH_MAX) + event.key
		} else if (event.key !== 'Shift') {
			typed = ''
		}
	}

	addEventListener('keydown', onKey, { capture: true })
	onScopeDispose(() => removeEventListener('keydown', onKey, { capture: true }))
}
