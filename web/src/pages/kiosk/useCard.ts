/* A card read at the kiosk: a number and Enter within moments (Q1, Q10). Caught anywhere on the page, before a focused
 * button takes the Enter for a press. */
import { onScopeDispose } from 'vue'

import { createBurst } from '../../live/burst'

export const LENGTH_MIN = 6

export function useCard(onNumber: (number: string) => void): void {
	const typedOf = createBurst()

	function onKey(event: KeyboardEvent): void {
		const typed = typedOf(event)
		if (event.key !== 'Enter') return
		const number = /[0-9A-Za-z]*$/.exec(typed)?.[0] ?? ''
		if (number.length < LENGTH_MIN) return
		event.preventDefault()
		event.stopImmediatePropagation()
		onNumber(number)
	}

	addEventListener('keydown', onKey, { capture: true })
	onScopeDispose(() => removeEventListener('keydown', onKey, { capture: true }))
}
