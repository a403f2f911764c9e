/* Parts of the soft caller that are the same in every form (Q7, Q11). */
import { describe, expect, it } from 'vitest'

import type { Waiting, Window } from '../../src/api/types'
import { expectedNext } from '../../src/pages/caller/expectedNext'
import { ACTIONS, changed, ownerOf, STANDARD } from '../../src/pages/caller/hotKeys'
import { EVERYDAY, OPERATIONS } from '../../src/pages/caller/operations'
import { isFavoured, usualClass } from '../../src/parts/classes'
import { makeState } from '../fixtures'

const state = makeState()
const window = state.windows[0] as Window
const classes = [{ id: 'k1', name: '普通', rank: 3, usual: true }, { id: 'k2', name: '贵宾', rank: 1 }]
const waits = (ticket: number, change: Partial<Waiting> = {}): Waiting =>
	({ ticket, number: `A00${ticket}`, service: 's1', class: 'k1', since: `2026-11-23T16:0${ticket}:00+08:00`, taken: state.at, ...change })

describe('who is probably next (Q7)', () => {
	const next = (waiting: Waiting[], second: string | null = null) => expectedNext(window, waiting, classes, second)?.ticket ?? null

	it.each([
		['nobody', [], null],
		['the one who waits longest', [waits(2), waits(1)], 1],
		['the better class', [waits(1), waits(2, { class: 'k2' })], 2],
		['a booking before a class', [waits(1, { class: 'k2' }), waits(2, { appointment: 7 })], 2],
		['who waits for this window before a booking', [waits(1, { appointment: 7 }), waits(2, { window: 'w1' })], 2],
		['who was put ahead before all', [waits(1, { window: 'w1' }), waits(2, { ahead: true })], 2],
	] as [string, Waiting[], number | null][])('is %s', (_what, waiting, wanted) => {
		expect(next(waiting)).toBe(wanted)
	})

	it('is the one that the last call named, until somebody better comes', () => {
		const waiting = [waits(1), waits(2)]
		expect(next(waiting, 'A002')).toBe(2)
		expect(next([...waiting, waits(3, { ahead: true })], 'A002')).toBe(3)
		expect(next(waiting, 'A009')).toBe(1)
	})
})

describe('classes', () => {
	it('shows who is better than ordinary', () => {
		expect(isFavoured(classes, 'k2')).toBe(true)
		expect(isFavoured(classes, 'k1')).toBe(false)
		expect(isFavoured(classes, null)).toBe(false)
		expect(isFavoured([], 'k1')).toBe(false)
	})

	it('takes the one that the hall names as the usual one, wherever it stands and whatever ranks behind it', () => {
		const halls = [{ id: 'company', name: '对公', rank: 9 }, { id: 'normal', name: '普通', rank: 5, usual: true }, { id: 'vip', name: '贵宾', rank: 1 }]
		expect(usualClass(halls)?.id).toBe('normal')
		expect(halls.filter((one) => isFavoured(halls, one.id)).map((one) => one.id)).toEqual(['vip'])
	})
})

describe('keys (Q11)', () => {
	const keys = Object.values(STANDARD).flat()

	it('has none twice, and none that the browser keeps', () => {
		expect(new Set(keys).size).toBe(keys.length)
		for (const kept of ['F5', 'F11', 'F12', 'Tab', 'Escape', 'Enter']) expect(keys).not.toContain(kept)
	})

	it('calls, recalls, starts, finishes and ends by 1 to 5', () => {
		expect(EVERYDAY.map((id) => STANDARD[id][0])).toEqual(['1', '2', '3', '4', '5'])
	})

	it('has every operation', () => {
		expect(ACTIONS).toEqual(expect.arrayContaining(OPERATIONS.map(({ id }) => id)))
	})

	it.each([
		['a letter, as a capital', 'z', ['Z', 'F2']],
		['an F key that is free', 'F5', { why: 'unusable' }],
		['another F key', 'F9', { why: 'taken', by: 'transfer_back' }],
		['one of its own at the other place', 'F2', { why: 'taken', by: 'recall' }],
		['the one that it has', '2', ['2', 'F2']],
		['a sign of the number pad', '+', ['+', 'F2']],
		['Enter', 'Enter', { why: 'unusable' }],
		['a blank', ' ', { why: 'unusable' }],
		['what an input method took', 'Process', { why: 'unusable' }],
		['none', null, ['F2']],
	])('can be given %s, or says why not', (_what, key, wanted) => {
		const next = changed(STANDARD, 'recall', 0, key)
		expect('why' in next ? next : next.recall).toEqual(wanted)
	})

	it('leaves every action a key', () => {
		expect(changed(STANDARD, 'no_show', 0, null)).toEqual({ why: 'last' })
		expect(changed(STANDARD, 'no_show', 1, null)).toEqual(STANDARD)
	})

	it('leaves reload to the browser', () => {
		expect(ownerOf(STANDARD, 'F5')).toBeNull()
		expect(ownerOf(STANDARD, 'z')).toBeNull()
	})
})
