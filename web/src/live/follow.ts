/* Follows the events of a hall, by a stream while this page has a place for one, and by asking again and again
 * while it has none (Q12).
 *
 * Invariants: each event is handed on once, in the order of the log, however often the way changes; a stream
 * takes over only once it is open, so that one that waits for a connection costs nothing; a place is given up
 * at once, for somebody waits for its connection. */
import type { Client } from '../api/client'
import type { HallEvent } from '../api/types'
import { onReturn } from './onReturn'
import type { Places } from './places'
import type { OpenStream, Stream, StreamHandlers } from './stream'

export const POLL_MS = 1_000
/* Nobody looks at a page in the back. */
export const POLL_HIDDEN_MS = 10_000
/* The most that the server gives at once. */
export const POLL_EVENTS_MAX = 1_000

export interface Way {
	client: Client
	open: OpenStream
	places: Places
}

/* NaN for what is no event. */
function seqOf(data: string): number {
	try {
		return Number((JSON.parse(data) as HallEvent).seq)
	} catch {
		return Number.NaN
	}
}

/* Begins behind `after`. */
export function follow({ client, open, places }: Way, hall: string, after: number, handlers: StreamHandlers): Stream {
	let seq = after
	let stream: Stream | null = null
	let polling = false
	let begun = false
	let over = false
	let turn = 0
	let timer: ReturnType<typeof setTimeout> | undefined

	function message(data: string): void {
		const its = seqOf(data)
		if (over || its <= seq) return
		if (its > seq) seq = its
		handlers.message(data)
	}

	function opened(): void {
		if (!begun) handlers.opened()
		begun = true
	}

	function stopPolling(): void {
		polling = false
		turn++
		clearTimeout(timer)
	}

	async function poll(): Promise<void> {
		const mine = ++turn
		polling = true
		clearTimeout(timer)
		const outcome = await client.events(hall, seq, POLL_EVENTS_MAX)
		if (mine !== turn) return
		if (!outcome.ok) return end()
		opened()
		handlers.heard()
		const { events } = outcome.value
		for (const event of events) message(JSON.stringify(event))
		if (mine !== turn) return
		const rest = document.visibilityState === 'hidden' ? POLL_HIDDEN_MS : POLL_MS
		timer = setTimeout(() => void poll(), events.length < POLL_EVENTS_MAX ? rest : 0)
	}

	function choose(): void {
		if (over || place.mine() === (stream !== null)) return
		if (stream) {
			stream.close()
			stream = null
			if (!polling) void poll()
			return
		}
		stream = open(client.streamUrl(hall, seq), {
			opened: () => {
				stopPolling()
				opened()
				handlers.heard()
			},
			heard: handlers.heard,
			message,
			ended: end,
		})
	}

	function close(): void {
		over = true
		stopPolling()
		unlisten()
		place.leave()
		stream?.close()
	}

	function end(): void {
		if (over) return
		close()
		handlers.ended()
	}

	const unlisten = onReturn(() => polling && void poll())
	const place = places.join(() => choose())
	choose()
	if (!stream) void poll()
	return { close }
}
