/* Taking a ticket at the kiosk.
 *
 * One wish of a customer has one key. When the answer does not arrive, trying again sends the same
 * key, so the customer never holds two tickets. Nobody waits longer than ANSWER_MAX_MS without a word; an
 * answer that comes later still shows, unless the customer has left.
 *
 * Whoever leaves a wish without an answer stops it; but the server may have heard it. The same wish by hand soon after
 * is the same customer and has the same key; after the screen went back by itself it is the next one.
 *
 * A reader may read one card twice: the second time asks for nothing new.
 *
 * A card that was read redeems a booking of today, else takes a ticket for what it stands for; where it stands for
 * nothing it is kept until the customer has chosen. */
import { onScopeDispose, ref, shallowRef } from 'vue'

import { newKey, type Outcome } from '../../api/client'
import type { Answer, Menu } from '../../api/types'
import type { HallStore } from '../../live/hallStore'
import { steadyMs } from '../../live/steady'
import { deviceId } from '../../live/useDevice'
import { useClient } from '../../live/useHall'
import { useText, type Said } from '../../text/useText'
import { clockOf, clockSecondsOf, dateOf, offsetMinutes } from '../../text/time'
import { windowsFor } from './slipFacts'
import type { Slip } from './TicketSlip.vue'

export const SLOW_MS = 3_000
export const ANSWER_MAX_MS = 12_000
/* So long a wish that was left without an answer keeps its key, longer than at a desk: a kiosk never shows what became of
 * it, so who looks around and then tries again was promised no second ticket. */
const UNSURE_MS = 20_000

const NO_BOOKING: ReadonlySet<string> = new Set(['APPOINTMENT_UNKNOWN', 'APPOINTMENT_OVER', 'APPOINTMENT_NOT_TODAY'])
const NO_SERVICE = 'SERVICE_UNKNOWN'

type Taken = Answer<'ticket.take'> | Answer<'appointment.redeem'>
/* With a service, the card of its customer. */
type Wish = { service: string; card?: string } | { code: string } | { card: string }
type Read = { code: string } | { card: string }
/* `again`: the same wish may be sent once more; `code`: another code may be entered. */
export type Trouble = Said & { again: boolean; code: boolean }

const serviceOf = (wish: Wish) => ('service' in wish ? wish.service : null)
/* What a reader reads. */
const codeOf = (wish: Wish) => ('code' in wish ? wish.code : (wish.card ?? null))

export function useTicket(store: HallStore, menu: () => Menu | null) {
	const client = useClient()
	const { t, said, nameIn, nameOf, language } = useText()
	const taking = ref(false)
	const slow = ref(false)
	const slip = shallowRef<Slip | null>(null)
	const trouble = shallowRef<Trouble | null>(null)
	/* A card that was read, whose holder has yet to choose. */
	const card = ref<string | null>(null)
	let wish: Wish | null = null
	let key = ''
	let unsure: { wish: Wish; key: string; until: number } | null = null
	let stop = new AbortController()
	let turn = 0
	let takenMs = 0
	let timers: ReturnType<typeof setTimeout>[] = []

	/* Which kiosk this is: its printer prints the slip. */
	const device = deviceId()
	const from = { channel: 'kiosk' as const, ...(device ? { device } : {}) }

	function send(what: Wish, signal: AbortSignal): Promise<Outcome<Taken>> {
		if ('service' in what) return client.command(store.hall, 'ticket.take', { ...what, ...from }, key, signal)
		if ('code' in what) return client.command(store.hall, 'appointment.redeem', { ...what, ...from }, key, signal)
		return sendCard(what.card, signal)
	}

	/* Two commands, each with a key of its own. */
	async function sendCard(number: string, signal: AbortSignal): Promise<Outcome<Taken>> {
		const take = `${key}-take`
		const redeemed = await client.command(store.hall, 'appointment.redeem', { card: number, ...from }, key, signal)
		if (redeemed.ok || redeemed.why !== 'refused' || !NO_BOOKING.has(redeemed.name)) return redeemed
		return client.command(store.hall, 'ticket.take', { card: number, ...from }, take, signal)
	}

	/* What the slip says beside the number; in Chinese where the hall wrote no English. */
	function noticeFor(service: string): string {
		const button = menu()?.buttons.find((candidate) => candidate.service === service)
		return (language() === 'en' && button?.slip_notice_en) || (button?.slip_notice ?? '')
	}

	/* What its printed slip says of the wait. It is no part of the answer: that is there as soon as the number is. */
	async function tell(ticket: number): Promise<void> {
		const mine = turn
		const outcome = await client.ticket(store.hall, ticket)
		if (mine === turn && outcome.ok && slip.value) slip.value = { ...slip.value, told: outcome.value.told ?? null, ...bookedOf(outcome.value.booked) }
	}

	/* When its appointment begins, and whether that is still to come. */
	function bookedOf(at: string | undefined): Pick<Slip, 'booked' | 'early'> {
		if (!at || !slip.value) return {}
		const offset = offsetMinutes(at)
		return { booked: clockOf(Date.parse(at), offset), early: Date.parse(at) > takenMs }
	}

	function show(answer: Taken): void {
		const state = store.state.value
		const { ticket, number, service, ahead } = answer.result
		const at = answer.events.find((event) => event.kind === 'ticket.taken')?.at ?? state?.at ?? ''
		const ms = Date.parse(at)
		takenMs = ms
		slip.value = {
			number,
			service: nameIn(state?.services ?? [], service),
			hall: nameOf(state),
			date: Number.isNaN(ms) ? '' : dateOf(ms, offsetMinutes(at)),
			time: Number.isNaN(ms) ? '' : clockSecondsOf(ms, offsetMinutes(at)),
			ahead,
			told: null,
			windows: windowsFor(state?.windows ?? [], service).map(nameOf),
			notice: noticeFor(service),
		}
		void tell(ticket)
	}

	function settle(): void {
		timers.forEach(clearTimeout)
		timers = []
		taking.value = false
		slow.value = false
		trouble.value = null
	}

	/* Faults are worded for those who run the hall; a customer needs to know what to do. */
	function noAnswer(): void {
		settle()
		trouble.value = { message: t('kiosk.noAnswer'), hint: t('kiosk.noAnswerHint'), again: true, code: false }
	}

	async function again(): Promise<void> {
		if (taking.value || !wish) return
		const mine = ++turn
		stop.abort()
		stop = new AbortController()
		settle()
		taking.value = true
		timers = [setTimeout(() => (slow.value = true), SLOW_MS), setTimeout(noAnswer, ANSWER_MAX_MS)]
		const outcome = await send(wish, stop.signal)
		if (outcome.ok) store.absorb(outcome.value.events)
		if (mine !== turn) return
		if (outcome.ok) {
			settle()
			card.value = null
			show(outcome.value)
		} else if (outcome.why === 'refused' && serviceOf(wish) === null && outcome.name === NO_SERVICE) {
			settle()
			card.value = codeOf(wish)
		} else if (outcome.why === 'refused') {
			settle()
			trouble.value = { ...said(outcome), again: false, code: 'code' in wish }
		} else {
			noAnswer()
		}
	}

	/* A card that was read since belongs to somebody else, who has a wish of their own. */
	function isUnsure(what: Wish): boolean {
		if (!unsure || steadyMs() > unsure.until || serviceOf(unsure.wish) !== serviceOf(what)) return false
		const read = codeOf(what)
		return read === codeOf(unsure.wish) || (read === null && serviceOf(what) !== null)
	}

	async function take(what: Wish): Promise<void> {
		if (taking.value) return
		const whole = 'service' in what && card.value !== null ? { ...what, card: card.value } : what
		if (unsure && isUnsure(whole)) ({ wish, key } = unsure)
		else [wish, key] = [whole, newKey()]
		unsure = null
		await again()
	}

	/* What a reader has read. */
	async function read(what: Read): Promise<void> {
		const known = wish !== null && codeOf(wish) === codeOf(what)
		if (known && (slip.value || card.value !== null)) return
		await (known && trouble.value?.again ? again() : take(what))
	}

	/* The customer wants something else. */
	function leave(): void {
		if (wish && trouble.value?.again) unsure = { wish, key, until: steadyMs() + UNSURE_MS }
		turn++
		stop.abort()
		settle()
		slip.value = null
		card.value = null
	}

	/* The customer has gone. */
	function gone(): void {
		leave()
		unsure = null
	}

	onScopeDispose(gone)
	return { taking, slow, slip, trouble, card, take, read, again, leave, gone }
}
