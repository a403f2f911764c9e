/* Times as the hall's clock shows them, and the kiosk's tree. */
import { describe, expect, it } from 'vitest'

import { pageAt, PAGE_MS, sheetOf } from '../../src/pages/board/pages'
import { childrenOf, pathTo, waitingBelow } from '../../src/pages/kiosk/menuTree'
import { ageOf } from '../../src/pages/monitor/age'
import { clockOf, clockSecondsOf, dateOf, dayOf, offsetMinutes, spanOf } from '../../src/text/time'
import { emOf } from '../../src/text/width'
import { makeMenu } from '../fixtures'

describe('time', () => {
	it.each([
		['2026-11-23T16:00:00.123+08:00', 480],
		['2026-11-23T16:00:00-03:30', -210],
		['2026-11-23T16:00:00Z', 0],
		['', 0],
	])('offset of %s is %i minutes', (time, minutes) => expect(offsetMinutes(time)).toBe(minutes))

	it.each([
		[-5_000, '0:00'],
		[7_900, '0:07'],
		[750_000, '12:30'],
		[3_723_000, '1:02:03'],
	])('span of %i ms is %s', (ms, text) => expect(spanOf(ms)).toBe(text))

	it('shows the clock of the hall, not of the screen', () => {
		const ms = Date.UTC(2026, 10, 23, 20, 5, 9)
		expect(clockOf(ms, 480)).toBe('04:05')
		expect(clockSecondsOf(ms, 480)).toBe('04:05:09')
		expect(dateOf(ms, 480)).toBe('2026-11-24')
		expect(dayOf(ms, 480, 'zh-CN')).toBe('2026年11月24日星期二')
		expect(dayOf(ms, 480, 'en')).toContain('Tuesday')
	})
})

describe('kiosk menu', () => {
	const { buttons } = makeMenu()

	it('shows one level at a time', () => {
		expect(childrenOf(buttons, null).map((button) => button.id)).toEqual(['n1', 'n2', 'n4'])
		expect(childrenOf(buttons, 'n2').map((button) => button.id)).toEqual(['n3'])
	})

	it('knows the way down and counts what waits below', () => {
		expect(pathTo(buttons, 'n3').map((button) => button.id)).toEqual(['n2', 'n3'])
		expect(pathTo(buttons, 'gone')).toEqual([])
		expect(waitingBelow(buttons, buttons[1]!)).toBe(2)
	})

	it('ends in a tree that goes round', () => {
		const round = [{ ...buttons[1]!, id: 'x', parent: 'y' }, { ...buttons[1]!, id: 'y', parent: 'x' }]
		expect(pathTo(round, 'x').length).toBeLessThanOrEqual(32)
		expect(waitingBelow(round, round[0]!)).toBe(0)
	})
})

it.each([
	[0, 'fine'],
	[15 * 60_000 - 1, 'fine'],
	[15 * 60_000, 'long'],
	[30 * 60_000, 'tooLong'],
])('a wait of %i ms is %s', (ms, age) => expect(ageOf(ms)).toBe(age))

describe('board sheets', () => {
	it.each([
		[8, 12, 1, { columns: 1, rows: 8, pages: 1, size: 8 }],
		[13, 12, 1, { columns: 2, rows: 7, pages: 1, size: 14 }],
		[34, 9, 1, { columns: 2, rows: 9, pages: 2, size: 18 }],
		[30, 7, 2, { columns: 2, rows: 5, pages: 3, size: 10 }],
		[0, 5, 1, { columns: 1, rows: 1, pages: 1, size: 1 }],
	])('%i entries in %i rows of %i columns', (entries, rows, columns, sheet) => expect(sheetOf(entries, rows, columns)).toEqual(sheet))

	it('turn by the clock', () => {
		expect([0, 1, 2, 3].map((n) => pageAt(n * PAGE_MS, 3))).toEqual([0, 1, 2, 0])
	})
})

describe('width of a text', () => {
	it('counts a Chinese letter as one and a figure as less', () => {
		expect(emOf('缴费充值')).toBeCloseTo(4.08)
		expect(emOf('A001')).toBeLessThan(3)
	})

	it('can always be divided by', () => expect(emOf('')).toBe(1))
})
