/* The server's present, once a second. One timer serves every component that is on the screen.
 *
 * What is known of the server's clock gets better with each answer. A clock that people watch must not
 * step back for that, so it stands until the time has caught up. */
import { computed, onScopeDispose, readonly, ref, type ComputedRef, type Ref } from 'vue'

import { steadyMs } from './steady'

const TICK_MS = 1_000

const localNow = ref(steadyMs())
let users = 0
let timer: ReturnType<typeof setInterval> | undefined

/* `offsetMs` is the server's clock less steadyMs(); null while it is not known, when nothing is held. */
export function useNow(offsetMs: Readonly<Ref<number | null>> = ref(0)): ComputedRef<number> {
	localNow.value = steadyMs()
	if (users++ === 0) timer = setInterval(() => (localNow.value = steadyMs()), TICK_MS)
	onScopeDispose(() => {
		if (--users === 0) clearInterval(timer)
	})
	const now = readonly(localNow)
	let shown = Number.NEGATIVE_INFINITY
	return computed(() => {
		if (offsetMs.value === null) return now.value
		shown = Math.max(shown, now.value + offsetMs.value)
		return shown
	})
}
