/* Commands from a desk: in order, the answer at once, the reason when it is no.
 *
 * Fast hands press the next key before the last answer is there. A press that repeats one under way is
 * the same wish and is dropped; another one waits for its turn. A press whose answer was lost keeps its
 * key, so that pressing again does not do it twice. That there was no answer is said until the server is
 * heard again. */
import { provide, ref, watch, type InjectionKey, type Ref } from 'vue'

import { newKey } from '../api/client'
import type { Args, Answer, CommandName } from '../api/types'
import { useText } from '../text/useText'
import type { HallStore } from './hallStore'
import { useClient } from './useHall'

/* Commands under way and waiting; nobody means more. */
export const PENDING_MAX = 4

export interface Note {
	tone: 'good' | 'bad'
	message: string
	hint: string
	/* The server was not reached; nothing is known. */
	lost?: boolean
	/* The window that a refused press was about. */
	window?: string
}

/* The note, for a dialog that stays open over the page when the hall says no. */
export const NOTE: InjectionKey<Readonly<Ref<Note | null>>> = Symbol('note')

/* Words the success; may ask the server for more to say. */
export type Wording<C extends CommandName> = (answer: Answer<C>) => string | Promise<string>

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
	let unsure: { wish: string; key: string } | null = null
	let last: Promise<unknown> = Promise.resolve()

	watch([store.online, store.lastSeen], () => {
		if (note.value?.lost && store.online.value) note.value = { tone: 'good', message: t('link.back'), hint: t('link.backHint') }
	})

	async function send<C extends CommandName>(name: C, args: Args<C>, done: Wording<C>): Promise<boolean> {
		const wish = JSON.stringify([name, args])
		doing.value = name
		const key = unsure?.wish === wish ? unsure.key : newKey()
		const outcome = await client.command(store.hall, name, args, key)
		unsure = !outcome.ok && outcome.why !== 'refused' ? { wish, key } : null
		if (!outcome.ok) {
			note.value = { tone: 'bad', ...said(outcome), lost: outcome.why === 'unreachable', ...about(args) }
			return false
		}
		store.absorb(outcome.value.events)
		note.value = { tone: 'good', message: await done(outcome.value), hint: '' }
		void store.refresh()
		return true
	}

	/* Sends a command in its turn. `done` words the success. True when it was done. */
	async function run<C extends CommandName>(name: C, args: Args<C>, done: Wording<C>): Promise<boolean> {
		const wish = JSON.stringify([name, args])
		if (pending.has(wish) || pending.size >= PENDING_MAX) return false
		pending.add(wish)
		doing.value ??= name
		busy.value = true
		const turn = last.then(() => send(name, args, done))
		last = turn
		const ok = await turn
		pending.delete(wish)
		busy.value = pending.size > 0
		if (!busy.value) doing.value = null
		return ok
	}

	return { busy, doing, note, run }
}
