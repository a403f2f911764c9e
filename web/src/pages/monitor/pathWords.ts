/* Which words a step of a ticket has, and what the rule of a call saw, for people (M5, Q9). Pure. */
import type { EventOf, HallEvent } from '../../api/types'
import { clockSecondsOf } from '../../text/time'

const PLAIN = {
	'ticket.taken': 'taken', 'ticket.called': 'called', 'ticket.recalled': 'recalled', 'ticket.started': 'started', 'ticket.finished': 'finished',
	'ticket.reinstated': 'reinstated', 'ticket.resumed': 'resumed', 'ticket.released': 'released', 'ticket.continued': 'continued',
	'ticket.inserted': 'inserted', 'ticket.unserved': 'unserved', 'ticket.extended': 'extended', 'rating.given': 'rated', 'alert.raised': 'alert', 'alert.changed': 'alert',
} as const

type Plain = keyof typeof PLAIN

const isPlain = (kind: string): kind is Plain => kind in PLAIN

export type StepKey =
	| (typeof PLAIN)[Plain]
	| 'missed' | 'missedBack' | 'heldKeep' | 'heldBack' | 'heldWait' | 'transferred' | 'cancelledCustomer' | 'cancelledHall' | 'other'

export interface Step {
	key: StepKey
	to: { window: string | null; clerk: string | null }
}

const nowhere = { window: null, clerk: null }
const HELD = { keep: 'heldKeep', put_back: 'heldBack', wait: 'heldWait' } as const

export function stepOf(event: HallEvent): Step {
	if (isPlain(event.kind)) return { key: PLAIN[event.kind], to: event.kind === 'ticket.continued' ? { window: event.to_window ?? null, clerk: null } : nowhere }
	if (event.kind === 'ticket.missed') return { key: event.ended ? 'missed' : 'missedBack', to: nowhere }
	if (event.kind === 'ticket.held') return { key: HELD[event.hold], to: nowhere }
	if (event.kind === 'ticket.transferred') return { key: 'transferred', to: { window: event.to_window ?? null, clerk: event.to_clerk ?? null } }
	if (event.kind === 'ticket.cancelled') return { key: event.by === 'customer' ? 'cancelledCustomer' : 'cancelledHall', to: nowhere }
	return { key: 'other', to: nowhere }
}

/* Rules that compare places in the queue see times; those that compare ranks see numbers; the others see yes or no,
 * which their name says already. */
const BY_TIME: readonly string[] = ['overdue', 'arrival']
const BY_NUMBER: readonly string[] = ['class', 'window', 'value']

export function seenBy(rule: EventOf<'ticket.called'>['rule'], value: number | undefined, other: number | undefined, offsetMin: number): { mine: string; other: string } | null {
	if (value === undefined || other === undefined) return null
	const isTime = (n: number) => n > 0 && n < Number.MAX_SAFE_INTEGER
	if (BY_TIME.includes(rule) && isTime(value) && isTime(other)) return { mine: clockSecondsOf(value, offsetMin), other: clockSecondsOf(other, offsetMin) }
	if (BY_NUMBER.includes(rule)) return { mine: String(Math.abs(value)), other: String(Math.abs(other)) }
	return null
}
