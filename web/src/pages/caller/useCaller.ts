/* What the buttons and keys of the soft caller do (Q7, Q11). */
import { computed, ref } from 'vue'

import type { CommandName, Args, Answer, Held, State, Window } from '../../api/types'
import type { HallStore } from '../../live/hallStore'
import { useDesk, type Wording, type Words } from '../../live/useDesk'
import { useClient } from '../../live/useHall'
import { useCallReasons } from '../../parts/useCallReasons'
import { usePauseWords } from '../../parts/usePauseWords'
import { waitsFor } from '../../parts/waitsFor'
import { useText } from '../../text/useText'
import { useHotKeys } from './hotKeys'
import { whyNot, type OperationId, type Scene } from './operations'
import type { Taking } from './TakeDialog.vue'
import { useNext } from './useNext'

export type Question = 'hold' | 'transfer' | 'insert' | 'add' | 'pause' | 'reinstate' | 'take' | 'book' | 'choose' | 'help'

/* What each command is called while it is under way. */
const DOING: Partial<Record<CommandName, OperationId | 'unpause' | 'signIn'>> = {
	'ticket.call_next': 'call_next', 'ticket.call': 'call_next', 'ticket.recall': 'recall', 'ticket.start': 'start', 'ticket.finish': 'finish',
	'ticket.no_show': 'no_show', 'ticket.hold': 'hold', 'ticket.resume': 'resume', 'ticket.transfer': 'transfer',
	'ticket.transfer_back': 'transfer_back', 'ticket.insert_ahead': 'insert', 'ticket.add_service': 'add', 'ticket.reinstate': 'reinstate',
	'ticket.take': 'take', 'appointment.book': 'book', 'window.pause': 'pause', 'window.resume': 'unpause', 'window.ready': 'ready',
	'help.call': 'callHelp', 'window.close': 'signOut', 'window.open': 'signIn',
}

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

/* `chooseFromList` shows where to choose a ticket; false when no list is in sight. */
export function useCaller(store: HallStore, windowId: string, chooseFromList: () => boolean) {
	const { t } = useText()
	const client = useClient()
	const { shown } = useHotKeys()
	const { busy, doing: command, note, run } = useDesk(store)
	const doing = computed(() => {
		const what = command.value && DOING[command.value]
		return what ? t(`caller.${what}`) : ''
	})
	const question = ref<Question | null>(null)
	const chosen = ref<number | null>(null)
	const { window, waiting, held, scene } = useScene(store, windowId)
	const ticket = () => window.value?.ticket ?? null
	const { reasonOf, learn } = useCallReasons(store, () => [ticket() ?? []].flat())
	const reason = computed(() => reasonOf(ticket()))
	const next = useNext(store, () => window.value)
	const pauseOf = usePauseWords(() => store.state.value ?? {})
	const at = { window: windowId }

	/* Closes the question that was answered, and no other: fast hands have opened the next one meanwhile. */
	async function ask<C extends CommandName>(name: C, args: Args<C>, done: Wording<C>): Promise<void> {
		const answered = question.value
		if ((await run(name, args, done)) && question.value === answered) question.value = null
	}

	/* For what needs no word of the hall to be refused: the answer is there with the press. */
	function ifFits(id: OperationId, act: () => void): void {
		const why = scene.value && whyNot(id, scene.value)
		if (!why) return act()
		const words = t(`caller.why.${why}`, { number: window.value?.number ?? '' })
		note.value = { tone: 'bad', message: words, hint: t(`caller.whyHints.${why}`, { ...shown.value }) }
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
	function putBack(key: 'putBack' | 'noShowPutBack' | 'reinstated', number: string, ticket: number): Words {
		const now = t(`caller.done.${key}`, { number })
		const later = client.ticket(store.hall, ticket).then((outcome) =>
			outcome.ok && outcome.value.state === 'waiting' ? t(`caller.done.${key}At`, { number, n: outcome.value.ahead + 1 }) : now)
		return { now, later }
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

	async function take(taking: Taking): Promise<void> {
		await ask('ticket.take', { ...taking, channel: 'clerk' }, ({ result }) =>
			t('caller.done.taken', { number: result.number, n: result.ahead }, result.ahead))
	}

	async function book(booking: Args<'appointment.book'>): Promise<void> {
		await ask('appointment.book', booking, ({ result }) => t('caller.done.booked', { date: result.date, slot: result.slot, code: result.code }))
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
		choose: () => ifFits('choose', () => void (chooseFromList() || inquire('choose'))),
		add: () => ifFits('add', () => inquire('add')),
		reinstate: () => inquire('reinstate'),
		take: () => inquire('take'),
		book: () => inquire('book'),
		callHelp: () => void ask('help.call', at, () => t('caller.done.helpCalled')),
		signOut: () => void ask('window.close', at, () => t('caller.done.closed')),
	}

	return {
		busy, doing, note, question, chosen, window, waiting, held, scene, reason, next, press, resume, hold, take, book,
		signIn: (clerk: string) => ask('window.open', { ...at, clerk }, () => t('caller.done.opened')),
		call: (ticket: number) => ask('ticket.call', { ...at, ticket }, called),
		transfer: (target: object, comeBack: boolean) =>
			ask('ticket.transfer', { ...at, ...target, come_back: comeBack }, () => t('caller.done.transferred')),
		insert: (ticket: number, why: string) => ask('ticket.insert_ahead', { ticket, reason: why }, () => t('caller.done.inserted')),
		add: (service: string) =>
			ask('ticket.add_service', { ticket: window.value?.ticket ?? 0, service }, () => t('caller.done.extended')),
		pause: (words: string) => ask('window.pause', { ...at, reason: words }, () => t('caller.done.paused', { reason: pauseOf(words) })),
		reinstate: (missed: number, number: string) =>
			ask('ticket.reinstate', { ticket: missed }, () => putBack('reinstated', number, missed)),
		insertChosen: (ticket: number) => {
			chosen.value = ticket
			question.value = 'insert'
		},
	}
}
