/* Which calls are large on a board, and when (Q12): at once, and each long enough to be read. */
import { describe, expect, it } from 'vitest'

import type { Call } from '../../src/api/types'
import { FRESH_MS, PLACES, SEEN_MS, stageOf, startsOf } from '../../src/pages/board/stage'

const START = Date.parse('2026-11-23T16:00:00.000+08:00')
const call = (ticket: number, ms: number, calls = 1): Call => ({
	ticket, number: `A${ticket}`, window: 'w1', window_name: '1', at: new Date(START + ms).toISOString(), calls,
})
const numbers = (calls: readonly Call[]) => calls.map((one) => one.number)

describe('stage', () => {
	it('keeps the last call, however old, and lets fresh ones share the stage', () => {
		const calls = [call(1, 0), call(2, 1000), call(3, FRESH_MS + 2000)]
		expect(numbers(stageOf(calls, START + 2000).large)).toEqual(['A3'])
		expect(stageOf(calls.slice(0, 2), START + 2000)).toMatchObject({ large: [calls[1], calls[0]], others: [] })
		expect(numbers(stageOf(calls, START + 9e6).large)).toEqual(['A3'])
		expect(numbers(stageOf(calls, START + 9e6).others)).toEqual(['A2', 'A1'])
		expect(stageOf([], START)).toEqual({ large: [], others: [], due: 0 })
	})

	it('shows a call at once although the clock of the screen is late', () => {
		expect(numbers(stageOf([call(1, 5000)], START).large)).toEqual(['A1'])
	})

	it('shows a number that was called again once, as the newest', () => {
		const calls = [call(1, 0), call(2, 100), call(1, 200, 2)]
		expect(numbers(stageOf(calls, START + 300).large)).toEqual(['A1', 'A2'])
		expect(stageOf(calls, START + 300).large[0]?.calls).toBe(2)
	})

	it('makes each of thirty calls in a second large for long enough, in order, and hides none meanwhile', () => {
		const calls = Array.from({ length: 30 }, (_, i) => call(i + 1, i * 33))
		const large = new Set<string>()
		const starts = startsOf(calls)
		for (let ms = 1000; ms < 60_000; ms += 1000) {
			const stage = stageOf(calls, START + ms)
			expect(stage.large.length).toBeLessThanOrEqual(PLACES)
			expect(stage.large.length + stage.others.length).toBe(30)
			numbers(stage.large).forEach((number) => large.add(number))
		}
		expect(large.size).toBe(30)
		for (let i = PLACES; i < 30; i++) expect(starts[i]! - starts[i - PLACES]!).toBeGreaterThanOrEqual(SEEN_MS)
		expect(stageOf(calls, START + 1000).due).toBe(30 - PLACES)
		expect(stageOf(calls, START + 60_000).due).toBe(0)
	})

	it('follows from the times alone: a board that comes later shows the same', () => {
		const calls = Array.from({ length: 20 }, (_, i) => call(i + 1, i * 50))
		expect(startsOf(calls)).toEqual([...startsOf(calls.slice(0, 12)), ...startsOf(calls).slice(12)])
		expect(startsOf(calls)[PLACES]).toBe(START + SEEN_MS)
	})
})
