/* A day of a hall, to be looked at at any moment (M5).
 *
 * The outline says which events lie under which minute; the log of the day is read page by page and folded here,
 * from states that the server gave, so that a slider moves without asking anybody. Invariants: a picture that says
 * `exact` is what the server would say of that moment; one that does not is close (a place in a queue may be wrong)
 * and is to be asked for. States are kept by their seq, so none is read twice. */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'

import type { Client, Outcome, Problem } from '../api/client'
import type { EventOf, HallEvent, Outline, State } from '../api/types'
import { applyEvent } from './applyEvent'

export const PAGE = 1_000
/* Events of a day that are read for the slider; a day with more is still shown, by the server alone. */
export const LOG_MAX = 100_000
/* States that are kept; more than a morning of dragging needs. */
export const FRAMES_MAX = 512
/* A state of each so many events is read ahead, so that no fold is long; of a day at most so many. */
export const FRAME_EVERY = 256
export const FRAMES_AHEAD_MAX = 48

export interface Picture {
	state: State
	exact: boolean
}

export interface PastDay {
	readonly date: string
	readonly outline: Readonly<ShallowRef<Outline | null>>
	readonly log: Readonly<ShallowRef<readonly HallEvent[]>>
	readonly complete: Readonly<Ref<boolean>>
	readonly problem: Readonly<Ref<Problem | null>>
	/* Reads the outline, then the log; again for what came since. One who asks while it reads waits for that reading.
	 * Without `ahead`, no states are read to fold from: enough for who looks at the log alone. */
	load(options?: { ahead: boolean }): Promise<void>
	/* How many events of the log are not later than `ms`. */
	countAt(ms: number): number
	/* The last call of the ticket that is not later than `ms`. */
	callBefore(ticket: number, ms: number): EventOf<'ticket.called'> | null
	/* Seq of the last event that is not later than `ms`. */
	seqAt(ms: number): number
	/* Nearest picture that can be made here; null where there is none. */
	pictureAt(ms: number): Picture | null
	pictureOf(seq: number): Picture | null
	/* Reads the moment from the server. */
	ask(ms: number): Promise<Outcome<State>>
	stop(): void
}

/* What the picture does not hold is passed over. */
function step(picture: Picture, event: HallEvent): Picture {
	const applied = applyEvent(picture.state, event)
	if (!applied) return { state: { ...picture.state, seq: event.seq, at: event.at }, exact: false }
	return { state: applied.state, exact: picture.exact && applied.exact }
}

export function createPastDay(client: Client, hall: string, date: string): PastDay {
	const outline = shallowRef<Outline | null>(null)
	const log = shallowRef<readonly HallEvent[]>([])
	const complete = ref(false)
	const problem = ref<Problem | null>(null)
	const frames = new Map<number, State>()
	let order: number[] = []
	let times: number[] = []
	/* Where the last fold ended: the next one most often begins there. */
	let last: Picture | null = null
	let stopped = false
	let loading: Promise<void> | null = null
	const calls = new Map<number, EventOf<'ticket.called'>[]>()

	function keep(state: State): void {
		if (frames.size >= FRAMES_MAX) frames.clear()
		frames.set(state.seq, state)
		order = [...frames.keys()].sort((a, b) => a - b)
	}

	/* The place of an event in the log is its seq less that of the first, so only what follows the last is taken. */
	function add(read: readonly HallEvent[], next: number): number {
		const events = read.slice(Math.max(0, read.findIndex((event) => event.seq === next))).filter((event, i) => event.seq === next + i)
		for (const event of events) {
			if (event.kind === 'ticket.called') calls.set(event.ticket, [...(calls.get(event.ticket) ?? []), event])
		}
		times = [...times, ...events.map((event) => Date.parse(event.at))]
		log.value = [...log.value, ...events]
		return events.length
	}

	async function readLog(first: number, to: number): Promise<void> {
		while (!stopped && log.value.length < Math.min(to - first, LOG_MAX)) {
			const outcome = await client.events(hall, first + log.value.length, Math.min(PAGE, to - first - log.value.length))
			if (!outcome.ok) problem.value = outcome
			if (!outcome.ok || add(outcome.value.events, first + log.value.length + 1) === 0) return
		}
		complete.value = log.value.length >= to - first
	}

	/* The states that folds begin at, one after the other, so that they cost the server no more than one who looks. */
	async function readAhead(): Promise<void> {
		const n = log.value.length
		const every = Math.max(FRAME_EVERY, Math.ceil(n / FRAMES_AHEAD_MAX))
		for (let i = 0; i < n && !stopped; i += every) {
			const seq = seqOf(times[i]!)
			if (order.some((one) => one <= seq && one > seq - every / 2)) continue
			if (!(await ask(times[i]!)).ok) return
		}
	}

	async function read(ahead: boolean): Promise<void> {
		const outcome = await client.outline(hall, date)
		problem.value = outcome.ok ? null : outcome
		if (!outcome.ok) return
		outline.value = outcome.value
		await readLog(outcome.value.after, outcome.value.last)
		if (!ahead) return
		await readAhead()
		log.value = [...log.value]
	}

	function load({ ahead } = { ahead: true }): Promise<void> {
		loading ??= read(ahead).finally(() => (loading = null))
		return loading
	}

	function countUntil(ms: number): number {
		let [low, high] = [0, times.length]
		while (low < high) {
			const middle = (low + high) >> 1
			if (times[middle]! <= ms) low = middle + 1
			else high = middle
		}
		return low
	}

	const first = () => outline.value?.after ?? 0
	const seqOf = (ms: number) => first() + countUntil(ms)

	function beforeOrAt(seq: number): State | undefined {
		const found = order.filter((one) => one <= seq).at(-1)
		return found === undefined ? undefined : frames.get(found)
	}

	function start(seq: number): Picture | null {
		const frame = beforeOrAt(seq)
		const near = last && last.state.seq <= seq && last.state.seq >= first() ? last : null
		if (!frame) return near
		if (!near || near.state.seq < frame.seq || (!near.exact && near.state.seq === frame.seq)) return { state: frame, exact: true }
		return near.exact ? near : { state: frame, exact: true }
	}

	function pictureOf(seq: number): Picture | null {
		let picture = start(seq)
		if (!picture || picture.state.seq < first()) return null
		for (let at = picture.state.seq; at < seq; at++) {
			const event = log.value[at - first()]
			if (!event) return null
			picture = step(picture, event)
		}
		last = picture
		return picture
	}

	async function ask(ms: number): Promise<Outcome<State>> {
		const outcome = await client.stateAt(hall, ms)
		if (outcome.ok) keep(outcome.value)
		return outcome
	}

	return {
		date, outline, log, complete, problem: problem as Readonly<Ref<Problem | null>>, load,
		countAt: countUntil,
		callBefore: (ticket, ms) => calls.get(ticket)?.findLast((call) => Date.parse(call.at) <= ms) ?? null,
		seqAt: seqOf,
		pictureAt: (ms) => pictureOf(seqOf(ms)),
		pictureOf,
		ask,
		stop() {
			stopped = true
		},
	}
}
