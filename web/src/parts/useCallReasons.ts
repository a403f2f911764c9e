/* Why tickets were called (Q9). The state does not say; the event does, and it comes with the answer to a
 * call of this screen or is read from the newest part of the log.
 *
 * The rule of the event is the one that put the ticket before the next best, not before everybody. `arrival`
 * alone therefore means that it came before its equals: who waits longer, but for something that this
 * window takes later, was behind by an earlier rule. The words say so, by what the queue shows at that time;
 * they stay as they are while the ticket is at the window. */
import { shallowRef, watch } from 'vue'

import type { EventOf, HallEvent, State } from '../api/types'
import type { HallStore } from '../live/hallStore'
import { useClient } from '../live/useHall'
import { waitsFor } from './waitsFor'

/* A ticket that was called longer ago than so many events keeps its reason to itself. */
export const LOOK_BACK = 500

type Called = EventOf<'ticket.called'>

export interface CallReason {
	/* Name of the words in the catalogues, under caller.rules. */
	rule: Called['rule'] | 'only' | 'arrivalOfService' | 'arrivalOfEquals'
	/* Number of the ticket that comes next by the same rules; null when it is not known. */
	over: string | null
	waitedMs: number
}

function ruleOf(event: Called, state: State): CallReason['rule'] {
	if (event.rule !== 'arrival') return event.rule
	if (event.candidates === 1) return 'only'
	const window = state.windows.find((one) => one.id === event.window)
	const entered = Date.parse(event.at) - event.waited_ms
	const passed = state.waiting.filter((entry) => window && entry.ticket !== event.ticket && waitsFor(window, entry) && Date.parse(entry.since) < entered)
	if (passed.length === 0) return 'arrival'
	return passed.every((entry) => entry.service !== event.service) ? 'arrivalOfService' : 'arrivalOfEquals'
}

export function reasonFor(event: Called, state: State): CallReason {
	const over = state.waiting.find((entry) => entry.ticket === event.over)?.number ?? null
	return { rule: ruleOf(event, state), over: event.rule === 'chosen' ? null : over, waitedMs: event.waited_ms }
}

/* `tickets` are those whose reasons the screen shows. */
export function useCallReasons(store: HallStore, tickets: () => readonly number[]) {
	const client = useClient()
	const known = shallowRef<ReadonlyMap<number, CallReason>>(new Map())
	let seen = 0

	/* A ticket that went back into the queue will be called again, for another reason. */
	function kept(): [number, CallReason][] {
		const held = store.state.value?.held ?? []
		return [...known.value].filter(([ticket]) => tickets().includes(ticket) || held.some((entry) => entry.ticket === ticket))
	}

	function learn(events: readonly HallEvent[]): void {
		const state = store.state.value
		const calls = events.filter((event): event is Called => event.kind === 'ticket.called')
		if (!state || calls.length === 0) return
		known.value = new Map([...kept(), ...calls.map((call) => [call.ticket, reasonFor(call, state)] as const)])
	}

	async function look(): Promise<void> {
		const after = Math.max(seen, (store.state.value?.seq ?? 0) - LOOK_BACK, 0)
		const outcome = await client.events(store.hall, after, LOOK_BACK)
		if (!outcome.ok) return
		seen = Math.max(seen, outcome.value.events.at(-1)?.seq ?? 0)
		learn(outcome.value.events.filter((event) => 'ticket' in event && tickets().includes(event.ticket)))
	}

	watch(
		() => tickets().join(),
		() => {
			known.value = new Map(kept())
			if (tickets().some((ticket) => !known.value.has(ticket))) void look()
		},
		{ immediate: true },
	)

	return { reasonOf: (ticket: number | null) => (ticket === null ? null : (known.value.get(ticket) ?? null)), learn }
}
