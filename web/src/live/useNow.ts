/* The server's present, once a second. One timer serves every component that is on the screen. */
import { computed, onScopeDispose, readonly, ref, type ComputedRef, type Ref } from 'vue'

const TICK_MS = 1_000

const localNow = ref(Date.now())
let users = 0
let timer: ReturnType<typeof setInterval> | undefined

export function useNow(offsetMs: Readonly<Ref<number>> = ref(0)): ComputedRef<number> {
	localNow.value = Date.now()
	if (users++ === 0) timer = setInterval(() => (localNow.value = Date.now()), TICK_MS)
	onScopeDispose(() => {
		if (--users === 0) clearInterval(timer)
	})
	const now = readonly(localNow)
	return computed(() => now.value + offsetMs.value)
}
