/* A card reader is a keyboard with fast fingers: many keys within moments (Q1, Q7, Q10). */

/* Nobody types this fast for so long. */
export const KEY_MAX_MS = 60
const LENGTH_MAX = 64

/* Returns what follows the keys: for a character those that came in one burst, up to and with it; for Enter those that
 * it ends; for another key nothing. */
export function createBurst(): (event: KeyboardEvent) => string {
	let typed = ''
	let lastAt = Number.NEGATIVE_INFINITY

	return (event) => {
		/* The keys of somebody who composes a word belong to the word. */
		if (event.key === 'Shift' || event.repeat || event.isComposing) return ''
		if (event.timeStamp - lastAt > KEY_MAX_MS) typed = ''
		lastAt = event.timeStamp
		const before = typed
		const isCharacter = event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey
		typed = isCharacter ? (before + event.key).slice(-LENGTH_MAX) : ''
		return event.key === 'Enter' ? before : typed
	}
}
