/* A ticket on the phone of its customer (Q1, Q14, Q16): read by its link, often when it is almost its turn and
 * seldom otherwise, so that the battery lasts; and what the customer can do with it. */
import { computed, onMounted, ref, shallowRef } from 'vue'

import type { OwnArgs, OwnCommandName, Problem } from '../../api/client'
import type { Link, Ticket } from '../../api/types'
import { steadyMs } from '../../live/steady'
import { useClient } from '../../live/useHall'
import { usePolled } from '../../live/usePolled'

export const FAR_MS = 15_000
export const NEAR_MS = 5_000
export const OVER_MS = 60_000
/* With so few ahead it may be any moment. */
export const NEAR_AHEAD = 3

const LIVE = new Set<Ticket['state']>(['called', 'serving', 'held'])

/* Milliseconds until the ticket is looked at again. */
export function paceOf(link: Link | null): number {
	if (!link) return FAR_MS
	const { state, ahead, rateable } = link.ticket
	if (!link.live || (!LIVE.has(state) && state !== 'waiting' && !rateable)) return OVER_MS
	return state === 'called' || (state === 'waiting' && ahead <= NEAR_AHEAD) ? NEAR_MS : FAR_MS
}

export function usePhone(link: string, unseen: () => boolean) {
	const client = useClient()
	const view = shallowRef<Link | null>(null)
	const problem = shallowRef<Problem | null>(null)
	/* What was last asked of the server by hand, and was refused. */
	const refused = shallowRef<Problem | null>(null)
	const busy = ref(false)
	/* The server's clock less our own, at the last answer. */
	const offsetMs = ref<number | null>(null)
	let turn = 0
	const over = computed(() => problem.value?.why === 'fault' && [404, 410].includes(problem.value.status))

	/* An answer that was overtaken by a later question is old. A link that leads nowhere seldom leads somewhere later,
	 * and is asked as seldom as a ticket that is over. */
	async function load(): Promise<boolean> {
		const mine = ++turn
		const outcome = await client.link(link)
		if (mine !== turn) return outcome.ok
		if (outcome.ok) {
			view.value = outcome.value
			offsetMs.value = Date.parse(outcome.value.at) - steadyMs()
		}
		problem.value = outcome.ok ? null : outcome
		return outcome.ok || over.value
	}

	const again = usePolled(load, () => (over.value ? OVER_MS : paceOf(view.value)), unseen)
	onMounted(again)

	/* True where the hall has done it. */
	async function ask<C extends OwnCommandName>(name: C, args: OwnArgs<C>): Promise<boolean> {
		busy.value = true
		const outcome = await client.own(link, name, args)
		refused.value = outcome.ok ? null : outcome
		await load()
		busy.value = false
		return outcome.ok
	}

	return { view, problem, refused, busy, over, offsetMs, again, ask }
}
