/* The kiosk's menu, read again when something happened in the hall and once a minute. */
import { onScopeDispose, shallowRef, watch } from 'vue'

import type { Menu } from '../../api/types'
import type { HallStore } from '../../live/hallStore'
import { useClient } from '../../live/useHall'

export const MENU_SETTLE_MS = 400
export const MENU_EVERY_MS = 60_000

export function useMenu(store: HallStore) {
	const client = useClient()
	const menu = shallowRef<Menu | null>(null)
	let settle: ReturnType<typeof setTimeout> | undefined

	async function load(): Promise<void> {
		settle = undefined
		const outcome = await client.menu(store.hall)
		if (outcome.ok) menu.value = outcome.value
	}

	watch(
		() => store.state.value?.seq,
		(seq) => {
			if (seq !== undefined && seq !== menu.value?.seq) settle ??= setTimeout(load, MENU_SETTLE_MS)
		},
	)
	const every = setInterval(load, MENU_EVERY_MS)
	onScopeDispose(() => {
		clearTimeout(settle)
		clearInterval(every)
	})
	void load()
	return menu
}
