/* Which calls a board shows large, and when (Q12).
 *
 * A call is on the stage as soon as it comes, and stays there while it is fresh. When more calls come than
 * there are places, those that have been seen for long enough give way in turn, so that every call is
 * large for at least SEEN_MS, however many come at once; meanwhile it stands in the list. All follows from
 * the times of the calls alone, so that two boards show the same, and one that was switched on later too. */
import type { Call } from '../../api/types'

export const PLACES = 6
export const SEEN_MS = 4_000
export const FRESH_MS = 12_000

export interface Stage {
	/* Newest first; empty only when there was no call. */
	large: Call[]
	/* The others, newest first. */
	others: Call[]
	/* How many of the others have not been large yet. */
	due: number
}

export function keyOf(call: Call): string {
	return `${call.ticket}-${call.calls}-${call.at}`
}

/* When each call, oldest first, comes on the stage: at once, or when the one `places` before it was seen. */
export function startsOf(calls: readonly Call[], places = PLACES): number[] {
	const starts: number[] = []
	for (const [i, call] of calls.entries()) {
		const free = i < places ? Number.NEGATIVE_INFINITY : starts[i - places]! + SEEN_MS
		starts.push(Math.max(Date.parse(call.at), free, starts[i - 1] ?? Number.NEGATIVE_INFINITY))
	}
	return starts
}

/* `calls` oldest first, a ticket as often as it was called; `now` by the server's clock. */
export function stageOf(calls: readonly Call[], now: number, places = PLACES): Stage {
	const starts = startsOf(calls, places)
	/* A clock that is behind the newest call is wrong. */
	const present = Math.max(now, ...calls.slice(-1).map((call) => Date.parse(call.at)))
	const begun = starts.filter((start) => start <= present).length
	const last = new Map(calls.map((call, i) => [call.ticket, i]))
	const large: Call[] = []
	const others: Call[] = []
	for (let i = calls.length - 1; i >= 0; i--) {
		const call = calls[i]!
		if (last.get(call.ticket) !== i) continue
		const fresh = i < begun && i >= begun - places && (present - starts[i]! < FRESH_MS || i === begun - 1)
		;(fresh ? large : others).push(call)
	}
	return { large, others, due: calls.length - begun }
}
