/* Tickets that ended because nobody came, and may come back (Q7). The state holds no ended tickets, so they
 * are found in the newest part of the log. */
import type { HallEvent } from '../api/types'

/* As many events as one answer holds. */
export const LOOK_BACK = 1_000
/* Nobody comes back after more than these. */
export const MISSED_MAX = 10

export interface Missed {
	ticket: number
	number: string
	window: string
	at: string
}

/* The newest first; only of the day `date`, for no-shows end with it. */
export function missedIn(events: readonly HallEvent[], date: string): Missed[] {
	const numbers = new Map<number, string>()
	const missed = new Map<number, Missed>()
	for (const event of events) {
		if (event.at.slice(0, date.length) < date) continue
		if (event.kind === 'ticket.called') numbers.set(event.ticket, event.number)
		else if (event.kind === 'ticket.reinstated') missed.delete(event.ticket)
		else if (event.kind === 'ticket.missed' && event.ended) {
			const number = numbers.get(event.ticket)
			missed.delete(event.ticket)
			if (number) missed.set(event.ticket, { ticket: event.ticket, number, window: event.window, at: event.at })
		}
	}
	return [...missed.values()].reverse().slice(0, MISSED_MAX)
}
