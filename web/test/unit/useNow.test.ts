/* The clock of a page: the hall's, and never one that steps back (Q12). */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, ref, type ComputedRef, type EffectScope } from 'vue'

import { useNow } from '../../src/live/useNow'

const START = Date.parse('2026-11-23T16:00:00+08:00')

describe('useNow', () => {
	let scope: EffectScope
	const begin = (offset: ReturnType<typeof ref<number | null>>) => {
		scope = effectScope()
		return scope.run(() => useNow(offset as never)) as ComputedRef<number>
	}

	beforeEach(() => vi.useFakeTimers({ now: START }))
	afterEach(() => {
		scope.stop()
		vi.useRealTimers()
	})

	it('is the time of the server, each second', () => {
		const now = begin(ref<number | null>(60_000))
		expect(now.value).toBe(START + 60_000)
		vi.advanceTimersByTime(3_000)
		expect(now.value).toBe(START + 63_000)
	})

	it('stands while what is known of the server says less, and goes on then', () => {
		const offset = ref<number | null>(5_000)
		const now = begin(offset)
		const before = now.value
		offset.value = 2_000
		expect(now.value).toBe(before)
		vi.advanceTimersByTime(2_000)
		expect(now.value).toBe(before)
		vi.advanceTimersByTime(3_000)
		expect(now.value).toBe(START + 7_000)
	})

	it('holds nothing of the time before the server was heard', () => {
		const offset = ref<number | null>(null)
		const now = begin(offset)
		expect(now.value).toBe(START)
		offset.value = -3_600_000
		expect(now.value).toBe(START - 3_600_000)
	})

	it('does not follow the screen when somebody sets its clock', () => {
		const now = begin(ref<number | null>(0))
		vi.setSystemTime(START + 86_400_000)
		vi.advanceTimersByTime(1_000)
		expect(now.value).toBe(START + 1_000)
	})
})
