/* What the pad shows: whom to ask for a rating, and when to stop asking (Q14).
 *
 * The service that ended last at the window is asked about for ASK_MS, also when the clerk has called the
 * next number meanwhile; a customer who is choosing is not interrupted, and whoever comes next is asked afterwards. After
 * that the pad shows the window again, and a button leads back to the question for as long as the server names that
 * service. What was rated while the link was down is not asked about again. */
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'

import type { Window } from '../../api/types'
import { steadyMs } from '../../live/steady'
import type { Outbox } from './useOutbox'

export const ASK_MS = 60_000
export const TOUCH_MS = 20_000
export const THANKS_MS = 5_000
/* A finger that was on its way to the question before does not answer this one. */
export const SWAP_MS = 500
/* A level of this or worse is asked for reasons. */
export const BAD_MAX = 2

export type Scene = 'window' | 'ask' | 'reasons' | 'thanks'

export interface Asked {
	ticket: number
	number: string
}

export interface Pad {
	scene: ComputedRef<Scene>
	/* Whose service the customer rates or has rated. */
	asked: Readonly<Ref<Asked | null>>
	level: Readonly<Ref<number | null>>
	/* A service that can still be rated while the window is shown. */
	late: ComputedRef<Asked | null>
	/* The server had a rating already. */
	twice: ComputedRef<boolean>
	ask(): void
	choose(level: number): void
	submit(comment: string): void
	back(): void
	leave(): void
	/* Somebody is there; with what is touched and written so far. */
	touch(words?: string): void
}

export function usePad(window: ComputedRef<Window | null>, now: ComputedRef<number>, outbox: Outbox): Pad {
	const asked = ref<Asked | null>(null)
	const level = ref<number | null>(null)
	const thanked = ref(false)
	const done = ref<string | null>(null)
	const comment = ref('')
	let until = 0
	let touchedAt = Number.NEGATIVE_INFINITY
	let swappedAt = Number.NEGATIVE_INFINITY
	/* The service that the pad asked about last by itself. */
	let begun: string | null = null

	const idOf = (one: Window) => `${one.finished}-${one.finished_at}`
	const open = computed(() => {
		const here = window.value
		if (!here?.finished || here.rated || done.value === idOf(here)) return null
		if (outbox.waiting.value.some((entry) => entry.ticket === here.finished)) return null
		return { ticket: here.finished, number: here.finished_number ?? '', at: Date.parse(here.finished_at ?? ''), id: idOf(here) }
	})
	const scene = computed<Scene>(() => {
		if (thanked.value) return 'thanks'
		if (!asked.value) return 'window'
		return level.value === null ? 'ask' : 'reasons'
	})

	function reset(): void {
		asked.value = level.value = null
		thanked.value = false
		comment.value = ''
	}

	function begin(end: number): void {
		const one = open.value
		if (!one) return
		reset()
		asked.value = { ticket: one.ticket, number: one.number }
		until = end
	}

	function give(words: string): void {
		if (!asked.value || level.value === null) return
		outbox.put(asked.value.ticket, level.value, words)
		if (window.value?.finished === asked.value.ticket) done.value = idOf(window.value)
		thanked.value = true
		until = now.value + THANKS_MS
	}

	function end(): void {
		/* What was chosen counts, with or without reasons. */
		if (scene.value === 'reasons') return give(comment.value)
		reset()
	}

	function isBusy(): boolean {
		if (now.value >= until) return false
		return scene.value === 'reasons' || (scene.value === 'ask' && now.value - touchedAt < TOUCH_MS)
	}

	function askNext(): void {
		const one = open.value
		if (!one || one.id === begun || isBusy() || now.value - one.at >= ASK_MS) return
		begun = one.id
		if (scene.value === 'ask') swappedAt = steadyMs()
		begin(one.at + ASK_MS)
	}

	watch(
		[() => open.value?.id, () => scene.value === 'window'],
		() => {
			const one = open.value
			askNext()
			/* It was rated elsewhere, on a phone for instance. */
			if (!one && scene.value === 'ask') reset()
		},
		{ immediate: true },
	)
	watch(now, (time) => asked.value && time >= until && end())

	return {
		scene,
		asked,
		level,
		late: computed(() => (scene.value === 'window' ? open.value : null)),
		twice: computed(() => outbox.refused.value !== null && outbox.refused.value === asked.value?.ticket),
		ask() {
			touchedAt = now.value
			begin(now.value + TOUCH_MS)
		},
		choose(chosen) {
			if (steadyMs() - swappedAt < SWAP_MS) return
			level.value = chosen
			until = now.value + TOUCH_MS
			if (chosen > BAD_MAX) give('')
		},
		submit: give,
		back() {
			level.value = null
			comment.value = ''
			until = now.value + TOUCH_MS
		},
		leave: reset,
		touch(words) {
			if (words !== undefined) comment.value = words
			touchedAt = now.value
			if (asked.value && !thanked.value) until = Math.max(until, now.value + TOUCH_MS)
		},
	}
}
