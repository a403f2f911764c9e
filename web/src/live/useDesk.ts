/* Commands from a desk: in order, the answer at once, the reason when it is no.
 *
 * Fast hands press the next key before the last answer is there. A press that repeats one under way is
 * the same wish and is dropped; another one waits for its turn. It waits for no answer that is lost or
 * late: by then the clerk acts on what has changed, so what waits is dropped, which is said. A press whose
 * answer was lost keeps its key for a while, so that pressing again does not do it twice. That there was
 * no answer is said until the server is heard again. */
import { provide, ref, watch, type InjectionKey, type Ref } from 'vue'

import { newKey } from '../api/client'
import type { Args, Answer, CommandName } from '../api/types'
import { useText } from '../text/useText'
import type { HallStore } from './hallStore'
import { steadyMs } from './steady'
import { useClient } from './useHall'

/* Commands under way and waiting; nobody means more. */
export const PENDING_MAX = 4
/* An answer that took longer since its press is late. */
export const LATE_MS = 2_000
/* So long a press whose answer was lost keeps its key: who doubts presses again within moments of reading that there was
 * no answer. Later the screen has shown what became of the first press, and the same press is meant anew: a second
 * recall, the next ticket. With the old key it would be answered with the first result and not be done at all. */
const UNSURE_MS = 10_000

export interface Note {
	tone: 'good' | 'bad'
	message: string
	hint: string
	/* The server was not reached; nothing is known. */
	lost?: boolean
	/* What was pressed meanwhile was not done. */
	dropped?: boolean
	/* The window that a refused press was about. */
	window?: string
}

/* The note, for a dialog that stays open over the page when the hall says no. */
export const NOTE: InjectionKey<Readonly<Ref<Note | null>>> = Symbol('note')

/* Words the success; `later` are better words, which the server is asked for. */
export interface Words {
	now: string
	later: Promise<string>
}
export type Wording<C extends CommandName> = (answer: Answer<C>) => string | Words

/* What became of a command; lost, when nothing is known. */
type Sent = 'done' | 'refused' | 'lost'

interface Unsure {
	key: string
	name: CommandName
	thing: string
	lostAt: number
}

/* What a command is about, and of which kind it is. */
function thingOf(name: CommandName, args: object): string {
	const { window, service, ticket, device, alert } = args as Record<string, unknown>
	return JSON.stringify([name.split('.')[0], window ?? ticket ?? service ?? device ?? alert])
}

const about = (args: object) => ('window' in args && typeof args.window === 'string' ? { window: args.window } : {})

export function useDesk(store: HallStore) {
	const client = useClient()
	const { t, said } = useText()
	const busy = ref(false)
	/* What is under way, to be named at once. */
	const doing = ref<CommandName | null>(null)
	const note = ref<Note | null>(null)
	provide(NOTE, note)
	const pending = new Set<string>()
	/* Presses whose answer was lost, by their wish. */
	const unsure = new Map<string, Unsure>()
	let last: Promise<unknown> = Promise.resolve()

	/* Presses before this one are dropped, by their count. */
	let dropBefore = 0
	let presses = 0
	let dropped = false

	const withDropped = (hint: string, also: boolean) => [hint, also ? t('link.dropped') : ''].filter(Boolean).join(' ')

	watch([store.online, store.lastSeen], () => {
		if (!note.value?.lost || !store.online.value) return
		note.value = { tone: 'good', message: t('link.back'), hint: withDropped(t('link.backHint'), note.value.dropped === true) }
	})

	function keyOf(wish: string): string {
		for (const [old, { lostAt }] of unsure) if (steadyMs() - lostAt > UNSURE_MS) unsure.delete(old)
		return unsure.get(wish)?.key ?? newKey()
	}

	/* Another command was done with the thing: to press the lost one again now means it anew. */
	function outdate(name: CommandName, thing: string): void {
		for (const [old, one] of unsure) if (one.thing === thing && one.name !== name) unsure.delete(old)
	}

	/* At once, for the next press waits for its turn; better words come to the same note, if it still stands. */
	function say(words: string | Words): void {
		const { now, later } = typeof words === 'string' ? { now: words, later: null } : words
		note.value = { tone: 'good', message: now, hint: '' }
		void later?.then((message) => {
			if (note.value?.message === now) note.value = { ...note.value, message }
		})
	}

	async function send<C extends CommandName>(name: C, args: Args<C>, done: Wording<C>): Promise<Sent> {
		const wish = JSON.stringify([name, args])
		doing.value = name
		const key = keyOf(wish)
		const outcome = await client.command(store.hall, name, args, key)
		unsure.delete(wish)
		if (!outcome.ok && outcome.why !== 'refused') unsure.set(wish, { key, name, thing: thingOf(name, args), lostAt: steadyMs() })
		if (outcome.ok) outdate(name, thingOf(name, args))
		if (!outcome.ok) {
			note.value = { tone: 'bad', ...said(outcome), lost: outcome.why === 'unreachable', ...about(args) }
			return outcome.why === 'refused' ? 'refused' : 'lost'
		}
		store.absorb(outcome.value.events)
		say(done(outcome.value))
		void store.refresh()
		return 'done'
	}

	/* After a turn that was lost or late. What was pressed meanwhile was meant for another picture of the hall. */
	function dropWaiting(): void {
		dropBefore = presses
		dropped ||= pending.size > 1
		if (dropped && note.value) note.value = { ...note.value, hint: withDropped(note.value.hint, true), dropped: true }
		dropped = false
	}

	/* Sends a command in its turn. `done` words the success. True when it was done. */
	async function run<C extends CommandName>(name: C, args: Args<C>, done: Wording<C>): Promise<boolean> {
		const wish = JSON.stringify([name, args])
		if (pending.has(wish) || pending.size >= PENDING_MAX) return false
		if (pending.size > 0 && !store.online.value) {
			dropped = true
			return false
		}
		const [mine, pressedAt] = [presses++, steadyMs()]
		pending.add(wish)
		doing.value ??= name
		busy.value = true
		const turn = last.then(async () => {
			if (mine < dropBefore) return false
			const sent = await send(name, args, done)
			if (sent === 'lost' || dropped || steadyMs() - pressedAt > LATE_MS) dropWaiting()
			return sent === 'done'
		})
		/* What goes wrong in one turn is no reason to skip the next. */
		last = turn.catch(() => false)
		try {
			return await turn
		} finally {
			pending.delete(wish)
			busy.value = pending.size > 0
			if (!busy.value) doing.value = null
		}
	}

	return { busy, doing, note, run }
}
