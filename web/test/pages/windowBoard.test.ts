/* The sign above a window (Q7, Q12): the called number, and in every other state what customers have to know. */
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { Window } from '../../src/api/types'
import WindowBoardPage from '../../src/pages/WindowBoardPage.vue'
import { AT, event, FakeServer, makeState, show } from '../fixtures'

const at = (change: Partial<Window>) => makeState({ windows: makeState().windows.map((window, i) => (i === 0 ? { ...window, ...change } : window)) })

describe('window board', () => {
	let server: FakeServer
	let page: VueWrapper

	beforeEach(() => {
		vi.useFakeTimers({ now: new Date(AT) })
		server = new FakeServer()
	})
	afterEach(() => {
		page.unmount()
		vi.useRealTimers()
	})

	it('shows a call at its window, how often it was called, and who waits', async () => {
		page = await show(WindowBoardPage, server, { hall: 'h1', window: 'w1' })
		expect(page.get('h1').text()).toBe('一号窗口')
		expect(page.text()).toContain('王芳')
		expect(page.text()).toContain('社保、登记')
		expect(page.get('.next').text()).toContain('A002')
		server.push(
			event(11, 'ticket.called', { ticket: 2, number: 'A002', window: 'w1', clerk: 'c1', service: 's1' }),
			event(12, 'ticket.recalled', { ticket: 2, number: 'A002', window: 'w1', calls: 2 }),
		)
		await flushPromises()
		expect(page.get('[data-part="number"]').text()).toBe('A002')
		expect(page.get('.what').text()).toContain('请到本窗口')
		expect(page.get('.what').text()).toContain('第 2 次呼叫')
		expect(page.get('.next').text()).not.toContain('A002')
	})

	it('says 暂停服务 and why as soon as the clerk pauses (Q7)', async () => {
		page = await show(WindowBoardPage, server, { hall: 'h1', window: 'w1' })
		server.push(event(11, 'window.paused', { window: 'w1', reason: '用餐' }))
		await flushPromises()
		expect(page.get('[data-part="word"]').text()).toBe('暂停服务')
		expect(page.get('.below').text()).toBe('用餐')
		expect(page.find('.next').exists()).toBe(false)
		server.push(event(12, 'window.resumed', { window: 'w1' }))
		await flushPromises()
		expect(page.get('[data-part="word"]').text()).toBe('空闲')
	})

	it("says why in the board's language where the reason is one of the hall's (Q7)", async () => {
		server.state = { ...at({ state: 'paused', reason: '补充凭条纸' }), pause_reasons: [{ name: '补充凭条纸', name_en: 'Refilling slip paper' }] }
		page = await show(WindowBoardPage, server, { hall: 'h1', window: 'w1' }, 'en')
		expect(page.get('.below').text()).toBe('Refilling slip paper')
	})

	it.each([
		['free', '空闲', '请稍候，等候叫号'],
		['wrap_up', '请稍候', '请稍候，等候叫号'],
		['closed', '已关闭', '请到其他窗口'],
		['paused', '暂停服务', '请稍候，或看大屏叫号'],
	] as const)('says what customers do while the window is %s', async (state, word, below) => {
		server.state = at({ state })
		page = await show(WindowBoardPage, server, { hall: 'h1', window: 'w1' })
		expect(page.get('[data-part="word"]').text()).toBe(word)
		expect(page.get('.below').text()).toBe(below)
	})

	it('keeps the number in sight while it is served', async () => {
		server.state = at({ state: 'serving', ticket: 1, number: 'A001', service: 's1' })
		page = await show(WindowBoardPage, server, { hall: 'h1', window: 'w1' }, 'en')
		expect(page.get('.what').text()).toContain('Now serving')
		expect(page.get('[data-part="number"]').text()).toBe('A001')
	})

	it('keeps the last picture with the time when the link is lost', async () => {
		server.state = at({ state: 'called', ticket: 1, number: 'A001', service: 's1', calls: 1 })
		page = await show(WindowBoardPage, server, { hall: 'h1', window: 'w1' })
		server.streams[0]!.handlers.ended()
		await flushPromises()
		expect(page.get('[role="status"]').text()).toContain('离线，16:00:00 起未更新')
		expect(page.get('[data-part="number"]').text()).toBe('A001')
	})

	it('leads from an address without a window to those that there are', async () => {
		page = await show(WindowBoardPage, server, { hall: 'h1', window: 'w9' })
		expect(page.text()).toContain('没有窗口 w9')
		expect(page.findAll('nav a').map((one) => one.text())).toEqual(['一号窗口', '二号窗口'])
	})
})
