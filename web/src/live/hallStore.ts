/* A hall as it stands, live (Q12).
 *
 * Reads the state once, follows the events from its seq, and comes back by itself: resumes by seq after
 * a short break, reads the state again after a long one. While people look at the screen it tries again
 * within RETRY_MAX_MS, and at once when something says that the server is there. Invariants: the state
 * shown is never older than one shown before, unless the server itself went back, as after a restore from
 * a backup, and never empty again once there was one; `online` is true only while the stream was heard
 * within STALE_MS. */
import { readonly, ref, shallowRef, type Ref, type ShallowRef } from 'vue'

import type { Client, Problem } from '../api/client'
import type { HallEvent, State } from '../api/types'
import { applyEvent } from './applyEvent'
import { follow } from './follow'
import { onReturn } from './onReturn'
import { ALONE, type Places } from './places'
import { steadyMs } from './steady'
import { openStream, type OpenStream, type Stream } from './stream'

export const STALE_MS = 40_000
export const RETRY_FIRST_MS = 1_000
export const RETRY_MAX_MS = 2_000
/* Nobody looks at a page in the back. */
export const RETRY_HIDDEN_MAX_MS = 15_000
/* A server that is there begins its stream sooner than this. */
export const OPEN_MAX_MS = 6_000
/* After a break this long the state is cheaper than the events. */
export const REREAD_AFTER_MS = 60_000
/* Opening hours come and go without an event. */
export const RECHECK_MS = 60_000
/* The clocks of a screen go apart by more than this when it slept or was set. */
export const SLEPT_MS = 2_000
/* Several events in a row cost one reading. */
export const SETTLE_MS = 250
/* So many answers in a row that are older than what was known when they were asked for: the server went back. */
export const BACK_MIN = 2
const WATCH_MS = 2_000
/* An HTTP Date leaves out what is less than this. */
const DATE_STEP_MS = 1_000

export interface HallStore {
	readonly hall: string
	readonly state: Readonly<ShallowRef<State | null>>
	readonly online: Readonly<Ref<boolean>>
	/* Time by steadyMs() at which the server was last heard; null before. */
	readonly lastSeen: Readonly<Ref<number | null>>
	/* Why there is no state at all, when the server said why. */
	readonly problem: Readonly<Ref<Problem | null>>
	/* The server's clock less steadyMs(); null before the server was heard. */
	readonly offsetMs: Readonly<Ref<number | null>>
	start(): void
	stop(): void
	refresh(): Promise<void>
	/* Take in events that a command answered with, before the stream brings them. */
	absorb(events: readonly HallEvent[]): void
	/* Calls `listener` with each event as it comes, until the returned function is called. After a long break events
	 * may be missing: the state is then read as a whole. */
	onEvent(listener: (event: HallEvent) => void): () => void
}

export interface HallStoreOptions {
	/* Read again when details of a window are a guess. */
	exact?: boolean
	open?: OpenStream
	/* Shared with the other pages of the browser. */
	places?: Places
	now?: () => number
}

export function createHallStore(client: Client, hall: string, options: HallStoreOptions = {}): HallStore {
	const now = options.now ?? Date.now
	const way = { client, open: options.open ?? openStream, places: options.places ?? ALONE }
	const state = shallowRef<State | null>(null)
	const online = ref(false)
	const lastSeen = ref<number | null>(null)
	const problem = ref<Problem | null>(null)
	const offsetMs = ref<number | null>(null)

	let running = false
	let stream: Stream | null = null
	let failures = 0
	/* An attempt to connect is under way since `triedAt`, by steadyMs(); a newer one has a higher number. */
	let trying = false
	let triedAt = 0
	let attempt = 0
	let unlisten: (() => void)[] = []
	let heardAt = 0
	let checkedAt = 0
	let older = 0
	let apart = now() - steadyMs()
	let retryTimer: ReturnType<typeof setTimeout> | undefined
	let settleTimer: ReturnType<typeof setTimeout> | undefined
	let watchTimer: ReturnType<typeof setInterval> | undefined

	function heard(): void {
		heardAt = now()
		lastSeen.value = steadyMs()
		online.value = true
	}

	/* An event cannot be later than now: a clock that says so is put right. */
	function learnTime(at: string): void {
		offsetMs.value = Math.max(offsetMs.value ?? 0, Date.parse(at) - steadyMs())
	}

	/* A Date names a second in which the server answered, between asking and now. An offset that agrees
	 * stays as it is, so that the clock runs evenly. */
	function learnDate(date: number, asked: number): void {
		const [low, high] = [date - steadyMs(), date + DATE_STEP_MS - asked]
		const guess = offsetMs.value ?? (low + high) / 2
		offsetMs.value = Math.min(Math.max(guess, low), high)
	}

	/* An answer may have been overtaken by events; a server that knows less than the one asked has lost something. */
	function take(answer: State, known: number): void {
		older = answer.seq < known ? older + 1 : 0
		const back = older >= BACK_MIN
		if (!state.value || answer.seq >= state.value.seq || back) state.value = answer
		if (older > 0 && !back) settle()
		if (!back) return
		older = 0
		if (stream) void connect()
	}

	async function read(): Promise<boolean> {
		const asked = steadyMs()
		const known = state.value?.seq ?? 0
		const outcome = await client.state(hall)
		if (!outcome.ok) {
			problem.value = outcome
			return false
		}
		problem.value = null
		checkedAt = now()
		if (outcome.serverMs !== null) learnDate(outcome.serverMs, asked)
		learnTime(outcome.value.at)
		take(outcome.value, known)
		lastSeen.value = steadyMs()
		return true
	}

	function settle(delay = SETTLE_MS): void {
		settleTimer ??= setTimeout(async () => {
			settleTimer = undefined
			if (!(await read()) && running) settle(retryMs())
		}, delay)
	}

	function absorb(events: readonly HallEvent[]): void {
		let next = state.value
		for (const event of events) {
			learnTime(event.at)
			const applied = next && applyEvent(next, event)
			if (!applied) {
				settle()
				break
			}
			next = applied.state
			if (!applied.exact && options.exact) settle()
		}
		state.value = next
	}

	const listeners = new Set<(event: HallEvent) => void>()

	function message(data: string): void {
		try {
			const event = JSON.parse(data) as HallEvent
			absorb([event])
			listeners.forEach((listener) => listener(event))
		} catch {
			settle()
		}
	}

	/* Half of it by chance, so that the screens of a hall do not come back all at once. */
	function retryMs(): number {
		const most = document.visibilityState === 'hidden' ? RETRY_HIDDEN_MAX_MS : RETRY_MAX_MS
		return Math.min(most, RETRY_FIRST_MS * 2 ** failures) * (1 - Math.random() / 2)
	}

	function lost(): void {
		stream?.close()
		stream = null
		trying = false
		online.value = false
		if (!running) return
		clearTimeout(retryTimer)
		retryTimer = setTimeout(() => void connect(), retryMs())
		failures++
	}

	/* Something says that the server is there. An attempt under way goes on, unless it has hung for long. */
	function hurry(): void {
		if (!running || online.value) return
		if (trying && steadyMs() - triedAt < OPEN_MAX_MS) return
		failures = 0
		void connect()
	}

	async function connect(): Promise<void> {
		const mine = ++attempt
		const long = now() - heardAt > REREAD_AFTER_MS
		clearTimeout(retryTimer)
		stream?.close()
		stream = null
		trying = true
		triedAt = steadyMs()
		if ((!state.value || long) && !(await read())) return mine === attempt ? lost() : undefined
		if (mine !== attempt || !running || !state.value) return
		triedAt = steadyMs()
		stream = follow(way, hall, state.value.seq, {
			opened: () => {
				failures = 0
				trying = false
				heard()
			},
			heard,
			message,
			ended: lost,
		})
	}

	/* Timers of a sleeping machine come late, so the watch compares clocks instead of counting. */
	function watch(): void {
		const moved = Math.abs(now() - steadyMs() - apart) > SLEPT_MS
		if (moved) {
			apart = now() - steadyMs()
			checkedAt = heardAt = Math.min(heardAt, now())
			void read()
		}
		const silent = trying ? steadyMs() - triedAt > OPEN_MAX_MS : now() - heardAt > STALE_MS
		if (stream && silent) lost()
		if (online.value && now() - checkedAt > RECHECK_MS) {
			checkedAt = now()
			void read()
		}
	}

	return {
		hall,
		state,
		online: readonly(online),
		lastSeen: readonly(lastSeen),
		problem: readonly(problem) as Readonly<Ref<Problem | null>>,
		offsetMs: readonly(offsetMs),
		start() {
			if (running) return
			running = true
			watchTimer = setInterval(watch, WATCH_MS)
			unlisten = [onReturn(hurry), client.onAnswer(() => !trying && hurry())]
			void connect()
		},
		stop() {
			running = false
			attempt++
			unlisten.forEach((end) => end())
			clearTimeout(retryTimer)
			clearTimeout(settleTimer)
			clearInterval(watchTimer)
			stream?.close()
			stream = null
		},
		async refresh() {
			await read()
		},
		absorb,
		onEvent(listener) {
			listeners.add(listener)
			return () => listeners.delete(listener)
		},
	}
}
