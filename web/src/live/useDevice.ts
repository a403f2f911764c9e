/* A screen that is a registered device (Q12, Q19): says that it is there, and what it has shown and spoken.
 *
 * `?device=ID` in the address names it, as the hall's configuration does; without it nothing is said. A board
 * answers for what people can see: a page in the back has shown nothing, and beats on. The server says when the next
 * beat is awaited; browsers let the timers of a page in the back run once a minute, which the usual 90 s to silence
 * outlast.
 *
 * A hall that was restored from a backup has not reached what was shown and spoken before. Receipts of that are of a past
 * that never was: they are forgotten as soon as the hall is seen to have gone back, or refuses them, and are given again
 * of what it says now. */
import { computed, inject, nextTick, onScopeDispose, provide, shallowRef, watch, type ComputedRef, type InjectionKey } from 'vue'

import type { Outcome, Problem } from '../api/client'
import type { DeviceBeat, DeviceHeard, DeviceKind, DeviceState } from '../api/types'
import type { HallStore } from './hallStore'
import { onReturn } from './onReturn'
import { useClient } from './useHall'

/* Until a name may have become known. */
export const BEAT_MS = 30_000
/* After a beat that was not heard. */
export const BEAT_RETRY_MS = 5_000

const BOARDS: readonly DeviceKind[] = ['board', 'window_board', 'area_board']
const TROUBLES: readonly DeviceState[] = ['paper_out', 'open', 'fault', 'silent']

export interface ThisDevice {
	/* Its id; null for a screen that is none. */
	readonly id: string | null
	/* Why the printer of this kiosk prints nothing; null while it prints, and where it has none. */
	readonly printerTrouble: ComputedRef<DeviceState | null>
	/* A call was spoken here. */
	spoke(seq: number): void
	/* Beat now, as after a ticket that is being printed. */
	beat(): Promise<void>
}

export const DEVICE: InjectionKey<ThisDevice> = Symbol('device')

export function deviceId(): string | null {
	return new URLSearchParams(location.search).get('device') || null
}

/* Asking soon again helps against a lost link, not against a name that the hall does not know. */
const pauseMs = (problem: Problem) => (problem.why === 'fault' && problem.name === 'DEVICE_UNKNOWN' ? BEAT_MS : BEAT_RETRY_MS)

/* The device that the page is, for its parts; null where it is none. */
export const useThisDevice = () => inject(DEVICE, null)

/* Until what is drawn is on the screen. A page that nobody sees draws nothing. */
async function drawn(): Promise<boolean> {
	await nextTick()
	if (document.visibilityState === 'hidden') return false
	await new Promise((resolve) => requestAnimationFrame(resolve))
	return true
}

export function useDevice(store: HallStore, kind: DeviceKind): ThisDevice {
	const client = useClient()
	const id = deviceId()
	const printer = shallowRef<{ id: string; state: DeviceState | undefined }>()
	const shows = BOARDS.includes(kind)
	let shown = 0
	let spoken = 0
	let turn = 0
	let running = id !== null
	let timer: ReturnType<typeof setTimeout> | undefined

	async function beat(): Promise<void> {
		if (!id || !running) return
		const mine = ++turn
		clearTimeout(timer)
		const said: DeviceBeat = { state: 'ok', ...(shown && { shown }), ...(spoken && { spoken }) }
		const outcome = await client.beat(store.hall, id, said)
		if (outcome.ok && said.spoken === spoken) spoken = 0 // a receipt is given once
		if (isAhead(outcome, said)) return startAgain()
		if (outcome.ok) printer.value = outcome.value.printer ? { id: outcome.value.printer, state: outcome.value.printer_state } : undefined
		if (!running || mine !== turn) return
		timer = setTimeout(() => void beat(), outcome.ok ? outcome.value.next_s * 1_000 : pauseMs(outcome))
	}

	const isAhead = (outcome: Outcome<DeviceHeard>, said: DeviceBeat) =>
		!outcome.ok && outcome.why === 'fault' && outcome.name === 'BODY_INVALID' && Boolean(said.shown ?? said.spoken)

	function startAgain(): void {
		shown = spoken = 0
		void store.refresh()
		void beat()
	}

	/* The last call that is on the screen; a call again is another one. */
	const call = () => {
		const last = store.state.value?.calls[0]
		return last && `${last.ticket} ${last.calls} ${last.at}`
	}
	let showed = call()

	async function look(): Promise<void> {
		const state = store.state.value
		const mark = call()
		if (!state || !(await drawn())) return
		shown = state.seq
		if (mark === showed) return
		showed = mark
		await beat()
	}

	if (id) watch(store.state, (state, before) => (spoken = (state?.seq ?? 0) < (before?.seq ?? 0) ? 0 : spoken), { flush: 'sync' })
	if (id && shows) {
		watch(store.state, () => void look(), { flush: 'post' })
		onScopeDispose(onReturn(() => void look()))
	}
	if (id) {
		onScopeDispose(onReturn(() => void beat()))
		onScopeDispose(() => {
			running = false
			clearTimeout(timer)
		})
		void beat()
	}

	const printerTrouble = computed(() => {
		if (!printer.value) return null
		const { id: wanted, state } = printer.value
		const now = store.state.value?.devices.find((device) => device.id === wanted)?.state ?? state
		return now && TROUBLES.includes(now) ? now : null
	})

	const device: ThisDevice = {
		id,
		printerTrouble,
		spoke(seq) {
			spoken = Math.max(spoken, seq)
			void beat()
		},
		beat,
	}
	provide(DEVICE, device)
	return device
}
