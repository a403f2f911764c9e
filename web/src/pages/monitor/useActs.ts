/* The manager's hands (M4): what is safe is done at once and can be taken back with one press; what is not is asked
 * for first. */
import { ref, shallowRef } from 'vue'

import type { Args, CommandName, Window } from '../../api/types'
import type { HallStore } from '../../live/hallStore'
import { useDesk } from '../../live/useDesk'
import { useText } from '../../text/useText'
import type { Act } from './acts'

export type Undo = () => void

export function useActs(store: HallStore) {
	const { t, nameOf } = useText()
	const { busy, note, run } = useDesk(store)
	/* The act that a dialog asks about. */
	const asking = shallowRef<Act | null>(null)
	const undo = shallowRef<Undo | null>(null)
	const turn = ref(0)

	/* Does it, says `words`, and offers `back` to take it back. */
	async function perform<C extends CommandName>(name: C, args: Args<C>, words: string, back: Undo | null = null): Promise<void> {
		const mine = ++turn.value
		undo.value = null
		if (!(await run(name, args, () => words))) return
		asking.value = null
		if (mine === turn.value) undo.value = back
	}

	const undone = <C extends CommandName>(name: C, args: Args<C>): Undo => () => void perform(name, args, t('monitor.undone'))

	function shut(window: Window): void {
		const back = window.clerk ? undone('window.open', { window: window.id, clerk: window.clerk }) : null
		void perform('window.close', { window: window.id }, t('monitor.didClose', { name: nameOf(window) }), back)
	}

	function resume(window: Window): void {
		const args = { window: window.id, ...(window.reason ? { reason: window.reason } : {}) }
		void perform('window.resume', { window: window.id }, t('monitor.didResume', { name: nameOf(window) }), undone('window.pause', args))
	}

	/* What needs no question. */
	const AT_ONCE: { [D in Act['do']]?: (act: Extract<Act, { do: D }>) => void } = {
		close: ({ window }) => shut(window),
		resume: ({ window }) => resume(window),
		recall: ({ window }) => void perform('ticket.recall', { window: window.id }, t('monitor.didRecall', { number: window.number ?? '' })),
		resumeService: ({ service }) => {
			const args = { service: service.id, ...(service.reason ? { reason: service.reason } : {}), ...(service.ask ? { ask: service.ask } : {}) }
			void perform('service.resume', { service: service.id }, t('monitor.didResume', { name: nameOf(service) }), undone('service.pause', args))
		},
		resumeDevice: ({ device }) => {
			const args = { device: device.id, ...(device.reason ? { reason: device.reason } : {}) }
			void perform('device.resume', { device: device.id }, t('monitor.didResume', { name: nameOf(device) }), undone('device.pause', args))
		},
		escalate: ({ alert }) => void perform('alert.escalate', { alert: alert.alert }, t('monitor.alerts.didEscalate')),
	}

	function act(wish: Act): void {
		const now = AT_ONCE[wish.do] as ((act: Act) => void) | undefined
		if (!now) asking.value = wish
		else {
			asking.value = null
			now(wish)
		}
	}

	return { busy, note, asking, undo, act, perform, undone }
}

export type Acts = ReturnType<typeof useActs>
