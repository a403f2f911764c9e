/* Taking a ticket at the kiosk.
 *
 * One wish of a customer has one key. When the answer does not arrive, trying again sends the same
 * key, so the customer never holds two tickets. */
import { ref, shallowRef } from 'vue'

import { newKey, type Outcome } from '../../api/client'
import type { Answer } from '../../api/types'
import type { HallStore } from '../../live/hallStore'
import { useClient } from '../../live/useHall'
import { useText, type Said } from '../../text/useText'
import { dateOf, clockSecondsOf, offsetMinutes } from '../../text/time'
import type { Slip } from './TicketSlip.vue'

type Taken = Outcome<Answer<'ticket.take'> | Answer<'appointment.redeem'>>
type Wish = { service: string } | { code: string }

export function useTicket(store: HallStore) {
	const client = useClient()
	const { said, nameIn, nameOf } = useText()
	const taking = ref(false)
	const slip = shallowRef<Slip | null>(null)
	const trouble = shallowRef<(Said & { again: boolean }) | null>(null)
	let wish: Wish | null = null
	let key = ''

	function send(): Promise<Taken> {
		if (wish && 'code' in wish) {
			return client.command(store.hall, 'appointment.redeem', { code: wish.code, channel: 'kiosk' }, key)
		}
		return client.command(store.hall, 'ticket.take', { service: wish?.service ?? '', channel: 'kiosk' }, key)
	}

	function show(answer: Answer<'ticket.take'> | Answer<'appointment.redeem'>): void {
		const state = store.state.value
		const at = answer.events.find((event) => event.kind === 'ticket.taken')?.at ?? state?.at ?? ''
		const ms = Date.parse(at)
		slip.value = {
			number: answer.result.number,
			service: nameIn(state?.services ?? [], answer.result.service),
			hall: nameOf(state),
			date: Number.isNaN(ms) ? '' : dateOf(ms, offsetMinutes(at)),
			time: Number.isNaN(ms) ? '' : clockSecondsOf(ms, offsetMinutes(at)),
			ahead: answer.result.ahead,
		}
	}

	async function again(): Promise<void> {
		if (taking.value || !wish) return
		taking.value = true
		trouble.value = null
		const outcome = await send()
		taking.value = false
		if (outcome.ok) {
			store.absorb(outcome.value.events)
			show(outcome.value)
		} else {
			trouble.value = { ...said(outcome), again: outcome.why !== 'refused' }
		}
	}

	async function take(what: Wish): Promise<void> {
		if (taking.value) return
		wish = what
		key = newKey()
		await again()
	}

	function leave(): void {
		slip.value = null
		trouble.value = null
	}

	return { taking, slip, trouble, take, again, leave }
}
