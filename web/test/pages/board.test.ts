/* The board (Q12): the newest call first, the truth after a lost link, never blank. */
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { RETRY_FIRST_MS } from '../../src/live/hallStore'
import BoardPage from '../../src/pages/BoardPage.vue'
import { AT, event, FakeServer, makeState, show } from '../fixtures'

const call = (seq: number, ticket: number, number: string) =>
	event(seq, 'ticket.called', { ticket, number, window: 'w1', clerk: 'c1', service: 's1' })

describe('board', () => {
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

	it('shows a call as soon as its event comes, the one before below it', async () => {
		page = await show(BoardPage, server, { hall: 'h1' })
		expect(page.text()).toContain('等待叫号')
		server.push(call(11, 2, 'A002'), call(12, 3, 'A003'))
		await flushPromises()
		expect(page.get('[data-part="newest"]').text()).toBe('A003')
		expect(page.get('.newest').classes()).toContain('fresh')
		expect(page.findAll('.earlier .number').map((one) => one.text())).toEqual(['A002'])
		expect(page.get('.newest').text()).toContain('一号窗口')
	})

	it('says how often a number was called', async () => {
		page = await show(BoardPage, server, { hall: 'h1' })
		server.push(call(11, 2, 'A002'), event(12, 'ticket.recalled', { ticket: 2, number: 'A002', window: 'w1', calls: 2 }))
		await flushPromises()
		expect(page.get('.newest').text()).toContain('第 2 次呼叫')
	})

	it('shows how many wait, what is paused, and which windows are', async () => {
		page = await show(BoardPage, server, { hall: 'h1' }, 'en')
		server.push(event(11, 'service.paused', { service: 's2' }), event(12, 'window.paused', { window: 'w1' }))
		await flushPromises()
		expect(page.findAll('.waiting li').map((one) => one.text())).toEqual(['Insurance2', 'RegisterPaused'])
		expect(page.get('footer').text()).toContain('Paused: 一号窗口')
	})

	it('keeps the last picture with the time when the link is lost, and shows the truth after', async () => {
		page = await show(BoardPage, server, { hall: 'h1' })
		server.push(call(11, 2, 'A002'))
		server.streams[0]!.handlers.ended()
		await flushPromises()
		expect(page.get('[role="status"]').text()).toContain('离线，16:01:00 起未更新')
		expect(page.get('[data-part="newest"]').text()).toBe('A002')
		await vi.advanceTimersByTimeAsync(RETRY_FIRST_MS)
		server.push(call(12, 3, 'A003'))
		await flushPromises()
		expect(page.get('[role="status"]').text()).toBe('')
		expect(page.get('[data-part="newest"]').text()).toBe('A003')
	})

	it('lists the longest queues when there are more services than places', async () => {
		const one = makeState().services[0]!
		server.state = makeState({ services: Array.from({ length: 20 }, (_, i) => ({ ...one, id: `x${i}`, name: `业务${i}`, waiting: i })) })
		page = await show(BoardPage, server, { hall: 'h1' })
		const rows = page.findAll('.waiting li')
		expect(rows).toHaveLength(14)
		expect(rows[0]?.text()).toContain('业务19')
	})

	it('says what is wrong with the address', async () => {
		page = await show(BoardPage, server, { hall: 'nowhere' })
		expect(page.text()).toContain('没有这个营业厅')
	})
})
