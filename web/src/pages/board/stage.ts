/* Which calls a board shows large, and when (Q12).
 *
 * A call is large as soon as it comes, and stays so while it is fresh. When there are more than places, the one
 * that has been large for longest gives way. If that was for less than SEEN_MS it is owed a turn, and gets it as
 * soon as one of the others has been seen for long enough; meanwhile it stands in the list. The newest call never
 * gives way to such a turn. All follows from the times of the calls alone, so that two boards show the same, and
 * one that was switched on later too. */
import type { Call } from '../../api/types'

export const PLACES = 6
export const SEEN_MS = 4_000
export const FRESH_MS = 12_000

export interface Stage {
	/* Newest first; empty only when there was no call. */
	large: Call[]
	/* The others, newest first. */
	others: Call[]
	/* How many of the others have not been large for long enough. */
	owed: number
}

/* A call that is large, and since when. */
interface Turn {
	call: Call
	since: number
}

interface Course {
	/* In the order in which they came on. */
	on: Turn[]
	/* Oldest first. */
	owed: Call[]
}

export function keyOf(call: Call): string {
	return `${call.ticket}-${call.calls}-${call.at}`
}

const timeOf = (call: Call) => Date.parse(call.at)

/* Until `time`, those that are owed a turn take the places of those that were seen. */
function giveTurns(course: Course, newest: Call | undefined, time: number): void {
	while (course.owed.length > 0) {
		const seen = course.on.find((turn) => turn.call !== newest)
		if (!seen || seen.since + SEEN_MS > time) return
		course.on = course.on.filter((turn) => turn !== seen)
		course.on.push({ call: course.owed.shift()!, since: seen.since + SEEN_MS })
	}
}

/* `call` comes on at once. */
function enter(course: Course, call: Call, places: number): void {
	const time = timeOf(call)
	course.on = course.on.filter((turn) => turn.call.ticket !== call.ticket)
	course.owed = course.owed.filter((one) => one.ticket !== call.ticket)
	if (course.on.length >= places) {
		const [longest, ...rest] = course.on
		course.on = rest
		if (time - longest!.since < SEEN_MS) course.owed.push(longest!.call)
	}
	course.on.push({ call, since: time })
}

/* `calls` oldest first, a ticket as often as it was called; `now` by the server's clock. */
export function stageOf(calls: readonly Call[], now: number, places = PLACES): Stage {
	const course: Course = { on: [], owed: [] }
	let newest: Call | undefined
	for (const call of calls) {
		giveTurns(course, newest, timeOf(call))
		enter(course, call, places)
		newest = call
	}
	/* A clock that is behind the newest call is wrong. */
	const present = newest ? Math.max(now, timeOf(newest)) : now
	giveTurns(course, newest, present)
	const large = new Set(
		course.on.filter((turn) => present - turn.since < FRESH_MS || turn.call === newest).map((turn) => turn.call),
	)
	const last = new Map(calls.map((call) => [call.ticket, call]))
	const shown = calls.filter((call) => last.get(call.ticket) === call).reverse()
	return {
		large: shown.filter((call) => large.has(call)),
		others: shown.filter((call) => !large.has(call)),
		owed: course.owed.length,
	}
}
