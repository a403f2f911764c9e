/* The kiosk's menu, read again when something happened in the hall, when the link is back, and once a
 * minute; soon after a reading that failed. */
import { onScopeDispose, readonly, ref, shallowRef, watch } from 'vue'

import type { Menu } from '../../api/types'
import type { HallStore } from '../../live/hallStore'
import { useClient } from '../../live/useHall'

export const MENU_SETTLE_MS = 400
export const MENU_RETRY_MS = 3_000
export const MENU_EVERY_MS = 60_000

export function useMenu(store: HallStore) {
	const client = useClient()
	const menu = shallowRef<Menu | null>(null)
	const failed = ref(false)
	let settle: ReturnType<typeof setTimeout> | undefined

	async function load(): Promise<void> {
		clearTimeout(settle)
		settle = undefined
		const outcome = await client.menu(store.hall)
		failed.value = !outcome.ok
		if (outcome.ok) menu.value = outcome.value
		else soon(MENU_RETRY_MS)
	}

	function soon(delay: number): void {
		settle ??= setTimeout(load, delay)
	}

	watch([() => store.state.value?.seq, store.online], ([seq, online], [, wasOnline]) => {
		if ((online && !wasOnline) || (seq !== undefined && seq !== menu.value?.seq)) soon(MENU_SETTLE_MS)
	})
	/* Whether the hours are over or the hall is full shows in the state, which has no event for the hours. */
	watch(
		() => menu.value?.open,
		(open) => {
			if (open === false) void store.refresh()
		},
	)
	const every = setInterval(load, MENU_EVERY_MS)
	onScopeDispose(() => {
		clearTimeout(settle)
		clearInterval(every)
	})
	void load()
	return { menu, failed: readonly(failed) }
}
