/* What the address of a board says (Q12), and the part of a hall that it shows. */
import { describe, expect, it } from 'vitest'

import { optionsOf } from '../../src/pages/board/options'
import { partOf } from '../../src/pages/board/zones'
import { firstLanguage } from '../../src/text/i18n'
import { makeState } from '../fixtures'

const state = makeState({
	zones: [{ id: 'a', name: '东区' }, { id: 'b', name: '西区' }],
	windows: makeState().windows.map((window, i) => ({ ...window, zone: i === 0 ? 'a' : 'b', services: i === 0 ? ['s1'] : ['s1', 's2'] })),
})

describe('options of a board', () => {
	it('are read from the address, each with a meaning when it is missing', () => {
		expect(optionsOf({})).toEqual({ zones: [], both: false })
		expect(optionsOf({ zone: 'a,b', lang: 'both' })).toEqual({ zones: ['a', 'b'], both: true })
	})

	it('begin in Chinese where both languages are shown', () => {
		expect(firstLanguage('?lang=both', 'en-GB')).toBe('zh-CN')
	})

	it('take the windows of a zone, what they serve and their calls', () => {
		const part = partOf(state, ['a'])
		expect(part.windows.map((window) => window.id)).toEqual(['w1'])
		expect(part.services.map((service) => service.id)).toEqual(['s1'])
		const call = { ticket: 1, number: 'A1', window: 'w2', window_name: '2', at: state.at, calls: 1 }
		expect(part.holds(call)).toBe(false)
		expect(part.holds({ ...call, window: 'w1' })).toBe(true)
	})

	it('show the whole hall rather than nothing for a zone that is not there, and say so', () => {
		const part = partOf(state, ['x'])
		expect(part.windows).toHaveLength(2)
		expect(part.unknown).toEqual(['x'])
	})
})
