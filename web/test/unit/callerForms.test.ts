/* Parts of the soft caller that are the same in every form (Q7, Q11). */
import { describe, expect, it } from 'vitest'

import { ACTIONS, changed, ownerOf, STANDARD } from '../../src/pages/caller/hotKeys'
import { EVERYDAY, OPERATIONS } from '../../src/pages/caller/operations'
import { isFavoured, usualClass } from '../../src/parts/classes'

const classes = [{ id: 'k1', name: '普通', rank: 3, usual: true }, { id: 'k2', name: '贵宾', rank: 1 }]

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
