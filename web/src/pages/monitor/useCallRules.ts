/* Why each ticket at a window was called (Q9). The state does not say; the log does, so its newest part is
 * read when a ticket appears at a window whose reason is not known yet. */
import { computed, shallowRef, watch } from 'vue'

import type { EventOf } from '../../api/types'
import type { HallStore } from '../../live/hallStore'
import { useClient } from '../../live/useHall'

/* A ticket that was called longer ago than so many events keeps its reason to itself. */
export const LOOK_BACK = 500

type Called = EventOf<'ticket.called'>

export function useCallRules(store: HallStore) {
	const client = useClient()
	const known = shallowRef<ReadonlyMap<number, Called>>(new Map())
	const tickets = computed(() => store.state.value?.windows.flatMap(({ ticket }) => (ticket === null ? [] : [ticket])) ?? [])
	let seen = 0

	async function look(): Promise<void> {
		const after = Math.max(seen, (store.state.value?.seq ?? 0) - LOOK_BACK)
		const outcome = await client.events(store.hall, after, LOOK_BACK)
		if (!outcome.ok) return
		const { events } = outcome.value
		seen = Math.max(seen, events.at(-1)?.seq ?? 0)
		const calls = events.filter((event): event is Called => event.kind === 'ticket.called')
		const all = new Map([...known.value, ...calls.map((call) => [call.ticket, call] as const)])
		known.value = new Map([...all].filter(([ticket]) => tickets.value.includes(ticket)))
	}

	watch(
		() => tickets.value.join(),
		() => {
			if (tickets.value.some((ticket) => !known.value.has(ticket))) void look()
		},
		{ immediate: true },
	)

	return (ticket: number | null): Called | null => (ticket === null ? null : (known.value.get(ticket) ?? null))
}
