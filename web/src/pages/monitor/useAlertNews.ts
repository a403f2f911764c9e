/* The alert to be said to who listens to the page instead of looking at it (M2): the worst that is new, at most one
 * every SAID_EVERY_MS, for a listener cannot skip. What was there at first is no news. */
import { onScopeDispose, shallowRef, watch } from 'vue'

import type { Alert } from './acts'
import { byUrgency } from './alertWords'

export const SAID_EVERY_MS = 10_000

export function useAlertNews(alerts: () => readonly Alert[] | null) {
	const said = shallowRef<Alert | null>(null)
	/* The level at which each was seen; null before the first look. */
	let seen: Map<number, number> | null = null
	let unsaid: Alert[] = []
	let timer: ReturnType<typeof setTimeout> | undefined

	function say(): void {
		timer = undefined
		const worst = unsaid.sort(byUrgency)[0]
		unsaid = []
		if (!worst) return
		said.value = worst
		timer = setTimeout(say, SAID_EVERY_MS)
	}

	watch(
		alerts,
		(now) => {
			if (!now) return
			const before = seen
			seen = new Map(now.map((alert) => [alert.alert, alert.level]))
			if (!before) return
			const still = unsaid.map((one) => one.alert)
			unsaid = now.filter((alert) => still.includes(alert.alert) || alert.level > (before.get(alert.alert) ?? 0))
			if (timer === undefined) say()
		},
		{ immediate: true },
	)
	onScopeDispose(() => clearTimeout(timer))
	return said
}
