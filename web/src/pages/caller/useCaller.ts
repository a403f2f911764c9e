/* What the buttons and keys of the soft caller do (Q7, Q11). */
import { computed, ref } from 'vue'

import type { CommandName, Args, Answer, Held, State, Waiting, Window } from '../../api/types'
import type { HallStore } from '../../live/hallStore'
import { useDesk } from '../../live/useDesk'
import { useText } from '../../text/useText'
import type { OperationId } from './operations'

export type Question = 'hold' | 'transfer' | 'insert' | 'add' | 'pause'

/* Waits here: for a service of the window, unless it waits for another window or clerk. */
function waitsFor(window: Window, entry: Waiting): boolean {
	if (entry.window) return entry.window === window.id
	if (entry.clerk) return entry.clerk === window.clerk
	return window.services.includes(entry.service)
}

function ownHeld(state: State | null, window: Window | null): Held[] {
	return state?.held.filter((entry) => entry.clerk === window?.clerk || entry.window === window?.id) ?? []
}

export function useCaller(store: HallStore, windowId: string, chooseFromList: () => void) {
	const { t } = useText()
	const { busy, note, run } = useDesk(store)
	const question = ref<Question | null>(null)
	const chosen = ref<number | null>(null)

	const window = computed(() => store.state.value?.windows.find((one) => one.id === windowId) ?? null)
	const waiting = computed(() => store.state.value?.waiting.filter((entry) => window.value && waitsFor(window.value, entry)) ?? [])
	const held = computed(() => ownHeld(store.state.value, window.value))
	const at = { window: windowId }

	async function ask<C extends CommandName>(name: C, args: Args<C>, done: (answer: Answer<C>) => string): Promise<void> {
		if (await run(name, args, done)) question.value = null
	}

	function inquire(which: Question): void {
		chosen.value = null
		question.value = which
	}

	function resume(ticket?: number): void {
		const own = window.value?.state === 'waiting' ? undefined : (ticket ?? held.value[0]?.ticket)
		void ask('ticket.resume', own === undefined ? at : { ...at, ticket: own }, () => t('caller.done.resumed'))
	}

	const press: Record<OperationId, () => void> = {
		call_next: () => void ask('ticket.call_next', at, (answer) => t('caller.done.called', { number: answer.result.number })),
		recall: () => void ask('ticket.recall', at, (answer) => t('caller.done.recalled', { n: answer.result.calls })),
		start: () => void ask('ticket.start', at, () => t('caller.done.started')),
		finish: () => void ask('ticket.finish', at, () => t('caller.done.finished')),
		no_show: () => void ask('ticket.no_show', at, (answer) => t(answer.result.ended ? 'caller.done.missed' : 'caller.done.putBack')),
		hold: () => inquire('hold'),
		resume: () => resume(),
		transfer: () => inquire('transfer'),
		transfer_back: () => void ask('ticket.transfer_back', at, () => t('caller.done.transferred')),
		pause: () => {
			if (window.value?.state === 'paused') void ask('window.resume', at, () => t('caller.done.windowResumed'))
			else inquire('pause')
		},
		ready: () => void ask('window.ready', at, () => t('caller.done.readied')),
		insert: () => inquire('insert'),
		choose: chooseFromList,
		add: () => inquire('add'),
		signOut: () => void ask('window.close', at, () => t('caller.done.closed')),
	}

	return {
		busy, note, question, chosen, window, waiting, held, press, resume,
		signIn: (clerk: string) => ask('window.open', { ...at, clerk }, () => t('caller.done.opened')),
		call: (ticket: number) => ask('ticket.call', { ...at, ticket }, (answer) => t('caller.done.called', { number: answer.result.number })),
		hold: (kind: 'keep' | 'put_back' | 'wait', places: number) =>
			ask('ticket.hold', kind === 'put_back' ? { ...at, kind, places } : { ...at, kind }, () => t('caller.done.held')),
		transfer: (target: object, comeBack: boolean) =>
			ask('ticket.transfer', { ...at, ...target, come_back: comeBack }, () => t('caller.done.transferred')),
		insert: (ticket: number, reason: string) => ask('ticket.insert_ahead', { ticket, reason }, () => t('caller.done.inserted')),
		add: (service: string) =>
			ask('ticket.add_service', { ticket: window.value?.ticket ?? 0, service }, () => t('caller.done.extended')),
		pause: (reason: string) => ask('window.pause', reason ? { ...at, reason } : at, () => t('caller.done.paused')),
		insertChosen: (ticket: number) => {
			chosen.value = ticket
			question.value = 'insert'
		},
	}
}
