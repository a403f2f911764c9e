/* Ratings that were given and may not have reached the server yet (Q14).
 *
 * Each is kept on the pad with its key before it is sent, so that neither a lost link nor a pad that was
 * switched off loses one or sends it twice. They go in order. One that the hall has refused is done, and one that never
 * can be taken; anything else may be put right by those who run the hall, and the rating waits for that. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'

import { newKey, type Problem } from '../../api/client'
import type { HallStore } from '../../live/hallStore'
import { useClient } from '../../live/useHall'

export interface Entry {
	key: string
	ticket: number
	level: number
	comment?: string
}

/* More than a pad takes in a week without a link. */
export const OUTBOX_MAX = 500
export const AGAIN_MS = 5_000
/* What the server takes of words. */
export const COMMENT_MAX = 256

/* Faults of the rating itself. */
const NEVER: ReadonlySet<string> = new Set(['BODY_INVALID', 'KEY_INVALID', 'KEY_USED', 'TICKET_UNKNOWN'])
const isDone = (problem: Problem) => problem.why === 'refused' || (problem.why === 'fault' && NEVER.has(problem.name))

export interface Outbox {
	waiting: Readonly<Ref<readonly Entry[]>>
	/* Tickets whose rating the server did not take because it has one. */
	refused: Readonly<Ref<number | null>>
	put(ticket: number, level: number, comment: string): void
}

function isEntry(one: unknown): one is Entry {
	const entry = one as Partial<Entry> | null
	return typeof entry?.key === 'string' && Number.isInteger(entry.ticket) && Number.isInteger(entry.level)
}

function kept(place: string): Entry[] {
	try {
		const list: unknown = JSON.parse(localStorage.getItem(place) ?? '[]')
		return Array.isArray(list) ? list.filter(isEntry) : []
	} catch {
		return []
	}
}

export function useOutbox(store: HallStore, window: string): Outbox {
	const client = useClient()
	const place = `openhall.ratings.${store.hall}.${window}`
	const waiting = ref<readonly Entry[]>(kept(place))
	const refused = ref<number | null>(null)
	let sending = false
	let timer: ReturnType<typeof setTimeout> | undefined

	function keep(list: readonly Entry[]): void {
		waiting.value = list
		try {
			localStorage.setItem(place, JSON.stringify(list))
		} catch {
			/* A pad that keeps nothing sends what it has while it is on. */
		}
	}

	async function send(): Promise<void> {
		clearTimeout(timer)
		if (sending) return
		sending = true
		for (let entry = waiting.value[0]; entry; entry = waiting.value[0]) {
			const { key, ...args } = entry
			const outcome = await client.command(store.hall, 'rating.give', args, key)
			if (!outcome.ok && !isDone(outcome)) break
			if (!outcome.ok && outcome.why === 'refused' && outcome.name === 'ALREADY_RATED') refused.value = entry.ticket
			if (outcome.ok) store.absorb(outcome.value.events)
			keep(waiting.value.filter((other) => other.key !== key))
		}
		sending = false
		if (waiting.value.length > 0) timer = setTimeout(() => void send(), AGAIN_MS)
	}

	watch(store.online, (online) => online && void send())
	void send()
	onScopeDispose(() => clearTimeout(timer))

	return {
		waiting,
		refused,
		put(ticket, level, comment) {
			const entry: Entry = { key: newKey(), ticket, level, ...(comment ? { comment: comment.slice(0, COMMENT_MAX) } : {}) }
			keep([...waiting.value, entry].slice(-OUTBOX_MAX))
			void send()
		},
	}
}
