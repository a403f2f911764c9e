/* The board of a waiting area (Q12): the windows of its zone, who is called where, who waits. */
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import AreaPage from '../../src/pages/AreaPage.vue'
import { PAGE_MS } from '../../src/pages/board/pages'
import { AT, event, FakeServer, makeState, show } from '../fixtures'

const zoned = () => makeState({
	zones: [{ id: 'a', name: '东区', name_en: 'East' }, { id: 'b', name: '西区' }],
	windows: makeState().windows.map((window, i) => ({ ...window, zone: i === 0 ? 'a' : 'b', services: [i === 0 ? 's1' : 's2'] })),
})

describe('area board', () => {
	let server: FakeServer
	let page: VueWrapper

	beforeEach(() => {
		vi.useFakeTimers({ now: new Date(AT) })
		server = new FakeServer()
		server.state = zoned()
	})
	afterEach(() => {
		page.unmount()
		vi.useRealTimers()
	})

	it('shows the windows of its zone, the call to one of them, and who waits for their services', async () => {
		page = await show(AreaPage, server, { hall: 'h1', zone: 'a' })
		expect(page.get('h1').text()).toBe('示范大厅 · 东区')
		expect(page.findAll('[data-window]')).toHaveLength(1)
		expect(page.get('[data-window="w1"]').text()).toContain('空闲')
		server.push(
			event(11, 'ticket.called', { ticket: 2, number: 'A002', window: 'w1', clerk: 'c1', service: 's1' }),
			event(12, 'ticket.called', { ticket: 9, number: 'B009', window: 'w2', clerk: 'c2', service: 's2' }),
		)
		await flushPromises()
		expect(page.get('[data-part="newest"]').text()).toBe('A002')
		expect(page.get('[data-window="w1"]').text()).toContain('A002')
		expect(page.get('[data-window="w1"]').classes()).toContain('fresh')
		expect(page.text()).not.toContain('B009')
		expect(page.findAll('.waiting li').map((one) => one.text())).toEqual(['社保10–15 分钟1'])
	})

	it('shows the whole hall without a zone, closed windows last', async () => {
		server.state.windows.reverse()
		page = await show(AreaPage, server, { hall: 'h1' }, 'en')
		expect(page.findAll('[data-window]').map((one) => one.attributes('data-window'))).toEqual(['w1', 'w2'])
		expect(page.get('[data-window="w2"]').text()).toContain('Closed')
	})

	it('turns pages so that every window is seen', async () => {
		vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(3 * 3.6 * 16 + 5)
		document.documentElement.style.fontSize = '16px'
		const one = server.state.windows[0]!
		server.state.windows = Array.from({ length: 14 }, (_, i) => ({ ...one, id: `w${i}`, name: `${i}号` }))
		page = await show(AreaPage, server, { hall: 'h1', zone: 'a' })
		const seen = new Set<string>()
		for (let i = 0; i < 3; i++) {
			page.findAll('[data-window]').forEach((row) => seen.add(row.attributes('data-window')!))
			expect(page.get('.windows [data-part="page"]').text()).toMatch(/^[123]\/3$/)
			await vi.advanceTimersByTimeAsync(PAGE_MS)
		}
		expect(seen.size).toBe(14)
	})

	it('says that no window of the zone is open, and what is paused', async () => {
		server.state.windows = server.state.windows.map((window) => ({ ...window, state: 'closed' }))
		page = await show(AreaPage, server, { hall: 'h1', zone: 'a' })
		server.push(event(11, 'service.paused', { service: 's1', reason: '系统维护' }))
		await flushPromises()
		expect(page.get('[data-part="closed"]').text()).toContain('目前没有窗口开放')
		expect(page.get('footer').text()).toContain('社保 暂停办理：系统维护')
	})

	it('shows the whole hall for a zone that is not there, and says so', async () => {
		page = await show(AreaPage, server, { hall: 'h1', zone: 'x' })
		expect(page.findAll('[data-window]')).toHaveLength(2)
		expect(page.get('footer').text()).toContain('区域 x 不存在')
	})
})
