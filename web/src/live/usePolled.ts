/* Reads again and again while somebody looks: every `everyMs` after a reading that worked, soon after one
 * that did not, and at once when the network or the eyes come back. `load` says whether it worked. The
 * function returned begins it, and reads at once when called later. `everyMs` may change from reading to
 * reading; `unseen` says whether to go on while nobody looks. */
import { onScopeDispose } from 'vue'

import { onReturn } from './onReturn'

export const POLL_RETRY_MS = 3_000

export function usePolled(load: () => Promise<boolean>, everyMs: number | (() => number), unseen = () => false): () => Promise<void> {
	let timer: ReturnType<typeof setTimeout> | undefined
	let running = true
	let turn = 0
	let begun = false

	async function again(): Promise<void> {
		const mine = ++turn
		begun = true
		clearTimeout(timer)
		const worked = (document.visibilityState === 'hidden' && !unseen()) || (await load())
		if (running && mine === turn) timer = setTimeout(again, worked ? (typeof everyMs === 'number' ? everyMs : everyMs()) : POLL_RETRY_MS)
	}

	const unlisten = onReturn(() => void (begun && again()))
	onScopeDispose(() => {
		running = false
		clearTimeout(timer)
		unlisten()
	})
	return again
}
