/* Whom the hall would give a window now (Q7, Q9). The hall is asked, for it chooses by rules that look at more than a
 * screen knows: again behind what happens, and now and then, for waiting alone changes the order. Invariants: whoever
 * waits no longer is nobody's next, and while the hall cannot be asked nobody is. */
import { computed, onMounted, onScopeDispose, ref, watch } from 'vue'

import type { Window } from '../../api/types'
import type { HallStore } from '../../live/hallStore'
import { useClient } from '../../live/useHall'
import { usePolled } from '../../live/usePolled'

export const NEXT_EVERY_MS = 20_000
/* Several events in a row cost one question. */
export const NEXT_SETTLE_MS = 250

export function useNext(store: HallStore, window: () => Window | null) {
	const client = useClient()
	const ticket = ref<number | null>(null)
	let asked = 0
	let timer: ReturnType<typeof setTimeout> | undefined

	async function load(): Promise<boolean> {
		const mine = ++asked
		const at = window()
		if (!at || at.state === 'closed') {
			ticket.value = null
			return true
		}
		const outcome = await client.next(store.hall, at.id)
		if (mine === asked) ticket.value = outcome.ok ? (outcome.value.ticket ?? null) : null
		return outcome.ok
	}

	const again = usePolled(load, NEXT_EVERY_MS)

	function settle(): void {
		clearTimeout(timer)
		timer = setTimeout(() => void again(), NEXT_SETTLE_MS)
	}

	onMounted(again)
	watch(() => [store.state.value?.seq, window()?.id], settle)
	onScopeDispose(() => clearTimeout(timer))

	return computed(() => store.state.value?.waiting.find((entry) => entry.ticket === ticket.value) ?? null)
}
