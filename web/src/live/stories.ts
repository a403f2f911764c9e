/* What became of each ticket, as its events tell it (M5). Pure; a story is of the events that it was given, so one
 * that began before them has no beginning here. */
import type { EventKind, HallEvent } from '../api/types'

export type Ending = 'waiting' | 'called' | 'serving' | 'held' | 'served' | 'missed' | 'left' | 'unserved'

export interface Story {
	ticket: number
	number: string
	service: string
	class: string
	customer: string
	/* ms; null where it was taken before the events begin. */
	taken: number | null
	ending: Ending
	/* ms at which that began. */
	since: number
	window: string
	/* Time in queues before calls, and at windows. */
	waitedMs: number
	servedMs: number
	events: HallEvent[]
}

type TicketEvent = Extract<HallEvent, { ticket: number }>

const ENDINGS: Partial<Record<EventKind, Ending>> = {
	'ticket.taken': 'waiting', 'ticket.called': 'called', 'ticket.recalled': 'called', 'ticket.started': 'serving', 'ticket.finished': 'served',
	'ticket.missed': 'missed', 'ticket.reinstated': 'waiting', 'ticket.held': 'held', 'ticket.resumed': 'serving', 'ticket.released': 'waiting',
	'ticket.transferred': 'waiting', 'ticket.continued': 'waiting', 'ticket.cancelled': 'left', 'ticket.unserved': 'unserved',
}

function endingOf(event: TicketEvent): Ending | undefined {
	if (event.kind === 'ticket.missed' && !event.ended) return 'waiting'
	if (event.kind === 'ticket.held' && event.hold === 'put_back') return 'waiting'
	return ENDINGS[event.kind]
}

function begin(event: TicketEvent): Story {
	return {
		ticket: event.ticket, number: '', service: '', class: '', customer: '', taken: null, ending: 'waiting', since: Date.parse(event.at),
		window: '', waitedMs: 0, servedMs: 0, events: [],
	}
}

/* `story` is this function's own to change. */
function tell(story: Story, event: TicketEvent): void {
	const ending = endingOf(event)
	story.events.push(event)
	if ('number' in event && event.number) story.number = event.number
	if ('service' in event && event.service && event.kind !== 'ticket.extended') story.service = event.service
	if ('window' in event && event.window) story.window = event.window
	if (event.kind === 'ticket.taken') {
		story.taken = Date.parse(event.at)
		story.class = event.class
		story.customer = event.customer ?? ''
	}
	if (event.kind === 'ticket.called') story.waitedMs += event.waited_ms
	if ('served_ms' in event) story.servedMs += event.served_ms ?? 0
	if (ending && ending !== story.ending) story.since = Date.parse(event.at)
	if (ending) story.ending = ending
}

/* By ticket, in the order in which they first appear. */
export function storiesOf(events: readonly HallEvent[]): Map<number, Story> {
	const stories = new Map<number, Story>()
	for (const event of events) {
		if (!('ticket' in event) || typeof event.ticket !== 'number') continue
		const of = event as TicketEvent
		const story = stories.get(of.ticket) ?? begin(of)
		tell(story, of)
		stories.set(of.ticket, story)
	}
	return stories
}
