/* Why the ticket at the window was called (Q9). The state does not say; the event does, and it comes with
 * the answer to a call of ours or is looked up in the log, after a reload or a call by another system. */
import { computed, shallowRef, watch, type Ref } from 'vue'

import type { EventOf, HallEvent, Window } from '../../api/types'
import type { HallStore } from '../../live/hallStore'
import { useClient } from '../../live/useHall'

/* A ticket that was called longer ago than so many events keeps its reason to itself. */
export const LOOK_BACK = 500

type Called = EventOf<'ticket.called'>

function lastCall(events: readonly HallEvent[], ticket: number): Called | null {
	return events.findLast((event): event is Called => event.kind === 'ticket.called' && event.ticket === ticket) ?? null
}

export function useCallReason(store: HallStore, window: Readonly<Ref<Window | null>>) {
	const client = useClient()
	const known = shallowRef<Called | null>(null)
	const ticket = computed(() => window.value?.ticket ?? null)

	function learn(events: readonly HallEvent[]): void {
		known.value = events.findLast((event): event is Called => event.kind === 'ticket.called') ?? known.value
	}

	async function lookUp(wanted: number): Promise<void> {
		const after = Math.max(0, (store.state.value?.seq ?? 0) - LOOK_BACK)
		const outcome = await client.events(store.hall, after, LOOK_BACK)
		if (outcome.ok && ticket.value === wanted) known.value = lastCall(outcome.value.events, wanted) ?? known.value
	}

	watch(
		ticket,
		(wanted) => {
			if (wanted !== null && known.value?.ticket !== wanted) void lookUp(wanted)
		},
		{ immediate: true },
	)

	return { reason: computed(() => (known.value && known.value.ticket === ticket.value ? known.value : null)), learn }
}
