/* What the buttons and keys of the soft caller do (Q7, Q11). */
import { computed, ref } from 'vue'

import type { CommandName, Args, Answer, Held, State, Window } from '../../api/types'
import type { HallStore } from '../../live/hallStore'
import { useDesk, type Wording } from '../../live/useDesk'
import { useClient } from '../../live/useHall'
import { useCallReasons } from '../../parts/useCallReasons'
import { waitsFor } from '../../parts/waitsFor'
import { useText } from '../../text/useText'
import { whyNot, type OperationId, type Scene } from './operations'

export type Question = 'hold' | 'transfer' | 'insert' | 'add' | 'pause' | 'reinstate'

function ownHeld(state: State | null, window: Window | null): Held[] {
	return state?.held.filter((entry) => entry.clerk === window?.clerk || entry.window === window?.id) ?? []
}

/* What is at the window and who waits, as the operations look at it. */
function useScene(store: HallStore, windowId: string) {
	const window = computed(() => store.state.value?.windows.find((one) => one.id === windowId) ?? null)
	const waiting = computed(() => store.state.value?.waiting.filter((entry) => window.value && waitsFor(window.value, entry)) ?? [])
	const held = computed(() => ownHeld(store.state.value, window.value))
	const scene = computed<Scene | null>(() => window.value && {
		window: window.value,
		waiting: waiting.value.length,
		anyone: store.state.value?.waiting.length ?? 0,
		kept: held.value.length,
	})
	return { window, waiting, held, scene }
}

export function useCaller(store: HallStore, windowId: string, chooseFromList: () => void) {
	const { t } = useText()
	const client = useClient()
	const { busy, note, run } = useDesk(store)
	const question = ref<Question | null>(null)
	const chosen = ref<number | null>(null)
	const { window, waiting, held, scene } = useScene(store, windowId)
	const ticket = () => window.value?.ticket ?? null
	const { reasonOf, learn } = useCallReasons(store, () => [ticket() ?? []].flat())
	const reason = computed(() => reasonOf(ticket()))
	const at = { window: windowId }

	async function ask<C extends CommandName>(name: C, args: Args<C>, done: Wording<C>): Promise<void> {
		if (await run(name, args, done)) question.value = null
	}

	/* For what needs no word of the hall to be refused: the answer is there with the press. */
	function ifFits(id: OperationId, act: () => void): void {
		const why = scene.value && whyNot(id, scene.value)
		if (!why) return act()
		const words = t(`caller.why.${why}`, { number: window.value?.number ?? '' })
		note.value = { tone: 'bad', message: words, hint: t(`caller.whyHints.${why}`) }
	}

	function inquire(which: Question): void {
		chosen.value = null
		question.value = which
	}

	function resume(ticket?: number): void {
		const own = window.value?.state === 'waiting' ? undefined : (ticket ?? held.value[0]?.ticket)
		void ask('ticket.resume', own === undefined ? at : { ...at, ticket: own }, () => t('caller.done.resumed'))
	}

	function called(answer: Answer<'ticket.call_next'> | Answer<'ticket.call'>): string {
		learn(answer.events)
		return t('caller.done.called', { number: answer.result.number })
	}

	/* Where a ticket stands that went back into its queue; the hall knows. */
	async function putBack(key: 'putBack' | 'noShowPutBack' | 'reinstated', number: string, ticket: number): Promise<string> {
		const outcome = await client.ticket(store.hall, ticket)
		if (!outcome.ok || outcome.value.state !== 'waiting') return t(`caller.done.${key}`, { number })
		return t(`caller.done.${key}At`, { number, n: outcome.value.ahead + 1 })
	}

	function noShow(): void {
		const number = window.value?.number ?? ''
		void ask('ticket.no_show', at, ({ result }) =>
			result.ended ? t('caller.done.missed', { number }) : putBack('noShowPutBack', number, result.ticket))
	}

	function hold(kind: 'keep' | 'put_back' | 'wait', places: number): void {
		const number = window.value?.number ?? ''
		void ask('ticket.hold', kind === 'put_back' ? { ...at, kind, places } : { ...at, kind }, ({ result }) => {
			if (kind === 'put_back') return putBack('putBack', number, result.ticket)
			return t(kind === 'wait' ? 'caller.done.waits' : 'caller.done.held', { number })
		})
	}

	const press: Record<OperationId, () => void> = {
		call_next: () => void ask('ticket.call_next', at, called),
		recall: () => void ask('ticket.recall', at, ({ result }) => t('caller.done.recalled', { n: result.calls }, result.calls)),
		start: () => void ask('ticket.start', at, () => t('caller.done.started')),
		finish: () => void ask('ticket.finish', at, () => t('caller.done.finished')),
		no_show: noShow,
		hold: () => ifFits('hold', () => inquire('hold')),
		resume: () => resume(),
		transfer: () => ifFits('transfer', () => inquire('transfer')),
		transfer_back: () => void ask('ticket.transfer_back', at, () => t('caller.done.transferred')),
		pause: () => {
			if (window.value?.state === 'paused') void ask('window.resume', at, () => t('caller.done.windowResumed'))
			else ifFits('pause', () => inquire('pause'))
		},
		ready: () => void ask('window.ready', at, () => t('caller.done.readied')),
		insert: () => ifFits('insert', () => inquire('insert')),
		choose: () => ifFits('choose', chooseFromList),
		add: () => ifFits('add', () => inquire('add')),
		reinstate: () => inquire('reinstate'),
		signOut: () => void ask('window.close', at, () => t('caller.done.closed')),
	}

	return {
		busy, note, question, chosen, window, waiting, held, scene, reason, press, resume, hold,
		signIn: (clerk: string) => ask('window.open', { ...at, clerk }, () => t('caller.done.opened')),
		call: (ticket: number) => ask('ticket.call', { ...at, ticket }, called),
		transfer: (target: object, comeBack: boolean) =>
			ask('ticket.transfer', { ...at, ...target, come_back: comeBack }, () => t('caller.done.transferred')),
		insert: (ticket: number, why: string) => ask('ticket.insert_ahead', { ticket, reason: why }, () => t('caller.done.inserted')),
		add: (service: string) =>
			ask('ticket.add_service', { ticket: window.value?.ticket ?? 0, service }, () => t('caller.done.extended')),
		pause: (words: string) => ask('window.pause', { ...at, reason: words }, () => t('caller.done.paused', { reason: words })),
		reinstate: (missed: number, number: string) =>
			ask('ticket.reinstate', { ticket: missed }, () => putBack('reinstated', number, missed)),
		insertChosen: (ticket: number) => {
			chosen.value = ticket
			question.value = 'insert'
		},
	}
}
