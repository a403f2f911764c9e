/* A player of calls (Q13): asks the server for the next call of its zone, speaks it, says that it did, and so on for
 * as long as the page is open.
 *
 * The server hands each call to one player and waits for it; so a player must not begin so late that its time may be
 * over before it ends, must say when it could not speak, and must go on saying that it did until the server knows. */
import { readonly, ref, shallowRef, type Ref, type ShallowRef } from 'vue'

import { newKey } from '../api/client'
import { WAIT_S, type VoiceApi, type VoiceCall, type VoiceState } from '../api/voice'
import type { Speaker } from './speaker'
import { steadyMs } from './steady'

/* Kept free at the end of a loan, for the way that its answer took. */
export const RESERVE_MS = 3_000
/* Between tries while the server is away, and between looks whether sound is allowed by now. */
export const RETRY_MS = 1_500
/* A server that answers at once without a call is not asked at once again. */
export const PACE_MS = 400
/* So long after its end the server has given a call up. */
export const TELL_MAX_MS = 20_000
export const SPOKEN_KEPT = 6

/* starting, blocked: no touch yet; lost: the server is away; the rest as the server says. */
export type VoiceStatus = 'starting' | 'blocked' | 'lost' | VoiceState

export interface Voice {
	readonly status: Readonly<Ref<VoiceStatus>>
	readonly speaking: Readonly<ShallowRef<VoiceCall | null>>
	readonly coming: Readonly<ShallowRef<readonly VoiceCall[]>>
	/* Newest first. */
	readonly spoken: Readonly<ShallowRef<readonly VoiceCall[]>>
	start(): void
	stop(): void
	/* Somebody touched the page: try at once whether sound is allowed. */
	touched(): void
	/* The page is going: give back what is being spoken, so that another player takes it. */
	leave(): void
}

export interface VoiceOptions {
	api: VoiceApi
	speaker: Speaker
	/* Names the device in what the server keeps; a part that no other page has is added. */
	device: string
	/* Whether a question may hold a connection until there is a call. */
	mayWait?: () => boolean
	sleep?: (ms: number) => Promise<void>
	now?: () => number
	onSpoken?: (call: VoiceCall) => void
}

export function createVoice({ api, speaker, device, mayWait = () => true, sleep, now = steadyMs, onSpoken }: VoiceOptions): Voice {
	const player = `${device}-${newKey().slice(0, 12)}`
	const status = ref<VoiceStatus>('starting')
	const speaking = shallowRef<VoiceCall | null>(null)
	const coming = shallowRef<readonly VoiceCall[]>([])
	const spoken = shallowRef<readonly VoiceCall[]>([])
	let ending = new AbortController()
	let running = false
	let wake: (() => void) | null = null

	/* Ends early when the page is touched. */
	function rest(ms: number): Promise<void> {
		if (sleep) return sleep(ms)
		return new Promise((resolve) => {
			const timer = setTimeout(resolve, ms)
			wake = () => {
				clearTimeout(timer)
				resolve()
			}
		})
	}

	async function tell(call: VoiceCall, ok: boolean): Promise<void> {
		const began = now()
		while (!(await api.done(player, call.announcement, ok)) && now() - began < TELL_MAX_MS) await rest(RETRY_MS)
	}

	async function heard(call: VoiceCall, given: number): Promise<boolean> {
		const parts = call.parts ?? []
		const sounds = await Promise.all(parts.map((part) => api.sound(part.url)))
		const good = sounds.filter((sound) => sound !== null)
		const left = (call.lease_ms ?? 0) - (now() - given)
		if (good.length === 0 || good.length < parts.length || left < (call.duration_ms ?? 0) + RESERVE_MS) return false
		speaking.value = call
		const how = { repeats: call.repeats ?? 1, pauseMs: call.pause_ms ?? 0, volume: call.volume ?? 100 }
		return speaker.play(good, how)
	}

	async function speak(call: VoiceCall): Promise<void> {
		const ok = await heard(call, now())
		speaking.value = null
		if (ok) {
			spoken.value = [call, ...spoken.value].slice(0, SPOKEN_KEPT)
			onSpoken?.(call)
		}
		await tell(call, ok)
		if (!ok) await rest(RETRY_MS)
	}

	async function turn(): Promise<void> {
		if (!(await speaker.ready())) {
			status.value = 'blocked'
			return rest(RETRY_MS)
		}
		if (status.value === 'blocked') status.value = 'starting'
		const asked = now()
		/* Who does not know yet how the voice does is told at once. */
		const fresh = status.value === 'starting' || status.value === 'lost'
		const answer = await api.next(player, fresh || !mayWait() ? 0 : WAIT_S, ending.signal)
		if (!running) return
		if (!answer) {
			status.value = 'lost'
			return rest(RETRY_MS)
		}
		status.value = answer.state
		coming.value = answer.coming ?? []
		if (answer.call) return speak(answer.call)
		if (!fresh && now() - asked < PACE_MS) return rest(PACE_MS)
	}

	async function run(): Promise<void> {
		while (running) await turn()
	}

	return {
		status: readonly(status),
		speaking,
		coming,
		spoken,
		start() {
			if (running) return
			running = true
			ending = new AbortController()
			void run()
		},
		stop() {
			running = false
			ending.abort()
			speaker.close()
			wake?.()
		},
		touched: () => wake?.(),
		leave() {
			if (speaking.value) void api.done(player, speaking.value.announcement, false)
		},
	}
}
