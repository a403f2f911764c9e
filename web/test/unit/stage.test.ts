/* Which calls are large on a board, and when (Q12): at once, and each long enough to be read. */
import { describe, expect, it } from 'vitest'

import type { Call } from '../../src/api/types'
import { FRESH_MS, PLACES, SEEN_MS, stageOf } from '../../src/pages/board/stage'

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
		expect(stageOf([], START)).toEqual({ large: [], others: [], owed: 0 })
	})

	it('shows a call at once although the clock of the screen is late', () => {
		expect(numbers(stageOf([call(1, 5000)], START).large)).toEqual(['A1'])
	})

	it('shows a number that was called again once, as the newest', () => {
		const calls = [call(1, 0), call(2, 100), call(1, 200, 2)]
		expect(numbers(stageOf(calls, START + 300).large)).toEqual(['A1', 'A2'])
		expect(stageOf(calls, START + 300).large[0]?.calls).toBe(2)
	})

	it('makes each of thirty calls in a second large as it comes, and hides none', () => {
		const calls = Array.from({ length: 30 }, (_, i) => call(i + 1, i * 33))
		for (const [i, one] of calls.entries()) {
			const stage = stageOf(calls.slice(0, i + 1), Date.parse(one.at))
			expect(stage.large[0]).toBe(one)
			expect(stage.large.length).toBeLessThanOrEqual(PLACES)
			expect(stage.large.length + stage.others.length).toBe(i + 1)
		}
		expect(stageOf(calls, START + 1000).owed).toBe(30 - PLACES)
	})

	it('gives each of them the turn that it is owed, in order, beside the newest', () => {
		const calls = Array.from({ length: 30 }, (_, i) => call(i + 1, i * 33))
		const seen = new Map<string, number>()
		for (let ms = 1000; ms < 60_000; ms += 100) {
			const large = numbers(stageOf(calls, START + ms).large)
			expect(large[0]).toBe('A30')
			large.forEach((number) => seen.set(number, (seen.get(number) ?? 0) + 100))
		}
		for (const one of calls) expect(seen.get(one.number), one.number).toBeGreaterThanOrEqual(SEEN_MS - 200)
		expect(new Set([...seen.keys()].slice(PLACES, 2 * PLACES - 1))).toEqual(new Set(['A1', 'A2', 'A3', 'A4', 'A5']))
		expect(stageOf(calls, START + 60_000).owed).toBe(0)
		expect(numbers(stageOf(calls, START + 60_000).large)).toEqual(['A30'])
	})

	it('makes a call large at once that comes while others are owed a turn', () => {
		const calls = [...Array.from({ length: 20 }, (_, i) => call(i + 1, 0)), call(21, 5000)]
		const stage = stageOf(calls, START + 5000)
		expect(stage.large[0]?.number).toBe('A21')
		expect(stage.large.length).toBe(PLACES)
		expect(stage.owed).toBe(20 - PLACES - (PLACES - 1))
	})

	it('owes nothing to one that was large for long enough, nor to one that is called again', () => {
		const calls = Array.from({ length: PLACES + 1 }, (_, i) => call(i + 1, i * 700))
		expect(stageOf(calls, START + PLACES * 700).owed).toBe(0)
		const again = [...Array.from({ length: PLACES + 1 }, (_, i) => call(i + 1, 0)), call(1, 100, 2)]
		const stage = stageOf(again, START + 100)
		expect(numbers(stage.large)).toContain('A1')
		expect(stage.large.length + stage.others.length).toBe(PLACES + 1)
		expect(stage.others).toEqual([again[1]])
		expect(stage.owed).toBe(1)
	})

	it('follows from the times alone: it is the same however often one looks', () => {
		const calls = Array.from({ length: 20 }, (_, i) => call(i + 1, i * 50))
		const first = stageOf(calls, START + 9000)
		for (let ms = 0; ms < 9000; ms += 500) stageOf(calls, START + ms)
		expect(stageOf(calls, START + 9000)).toEqual(first)
	})
})
