/* A place in a day, moved by hand or by itself, and the picture that belongs to it (M5).
 *
 * The picture follows at once from what is here; the server is asked when the place has rested for SETTLE_MS, and on
 * the way at most every ASK_EVERY_MS where the picture is not exact. Invariant: one question at a time, so however
 * fast anybody drags, a screen costs the server a bounded number of answers. */
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'

import type { Problem } from '../api/client'
import type { PastDay, Picture } from './pastDay'
import { steadyMs } from './steady'

export const SETTLE_MS = 120
export const ASK_EVERY_MS = 400
export const STEP_MS = 100
export const SPEEDS = [1, 10, 60, 300] as const
export type Speed = (typeof SPEEDS)[number]

export function useReplay(day: Readonly<Ref<PastDay>>, at: Ref<number>, until: () => number) {
	const picture = shallowRef<Picture | null>(null)
	const problem = ref<Problem | null>(null)
	const playing = ref(false)
	const speed = ref<Speed>(10)
	let asking = false
	let askedAt = Number.NEGATIVE_INFINITY
	let settleTimer: ReturnType<typeof setTimeout> | undefined
	let playTimer: ReturnType<typeof setInterval> | undefined

	function look(): void {
		if (at.value <= 0) return
		const made = day.value.pictureAt(at.value)
		if (made) picture.value = made
		if (!made?.exact && steadyMs() - askedAt > ASK_EVERY_MS) void ask()
		clearTimeout(settleTimer)
		settleTimer = setTimeout(() => void ask(), SETTLE_MS)
	}

	async function ask(): Promise<void> {
		if (asking) return
		asking = true
		askedAt = steadyMs()
		const [of, moment] = [day.value, at.value]
		const outcome = await of.ask(moment)
		asking = false
		const moved = of !== day.value || moment !== at.value
		problem.value = outcome.ok || moved ? null : outcome
		if (outcome.ok && !moved) picture.value = { state: outcome.value, exact: true }
		else if (moved && !playing.value) look()
		else if (!outcome.ok && outcome.why === 'fault') picture.value = null
	}

	function play(): void {
		if (at.value >= until()) return
		playing.value = true
		let before = steadyMs()
		clearInterval(playTimer)
		playTimer = setInterval(() => {
			const now = steadyMs()
			at.value = Math.min(until(), at.value + (now - before) * speed.value)
			before = now
			if (at.value >= until()) pause()
		}, STEP_MS)
	}

	function pause(): void {
		playing.value = false
		clearInterval(playTimer)
	}

	watch([at, day, () => day.value.log.value], look, { immediate: true })
	onScopeDispose(() => {
		clearTimeout(settleTimer)
		clearInterval(playTimer)
	})

	return { picture, problem, playing, speed, play, pause, exact: computed(() => picture.value?.exact === true) }
}
