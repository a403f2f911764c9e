/* All calls that a screen has seen, oldest first. The picture of the hall holds the last few, and one for
 * each ticket; when many come at once, a board still shows each of them. */
import { shallowRef, watch, type Ref } from 'vue'

import type { Call, State } from '../../api/types'
import type { HallStore } from '../../live/hallStore'
import { keyOf } from './stage'

/* More than the windows of a large hall call in a minute. */
export const CALLS_KEPT = 96

export function useCalls(store: HallStore): Readonly<Ref<readonly Call[]>> {
	const kept = shallowRef<readonly Call[]>([])
	let date = ''

	function take(state: State | null, before: State | null | undefined): void {
		if (!state || state.calls === before?.calls) return
		const old = state.date === date ? kept.value : []
		date = state.date
		const known = new Set(old.map(keyOf))
		const fresh = state.calls.filter((call) => !known.has(keyOf(call))).reverse()
		if (fresh.length === 0 && old === kept.value) return
		kept.value = [...old, ...fresh].slice(-CALLS_KEPT)
	}

	/* At once for each event: later ones may push a call out of the picture. */
	watch(store.state, take, { immediate: true, flush: 'sync' })
	return kept
}
