/* The board (Q12): the newest call first, the truth after a lost link, never blank, nothing cut. */
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { RETRY_FIRST_MS } from '../../src/live/hallStore'
import BoardPage from '../../src/pages/BoardPage.vue'
import { PAGE_MS } from '../../src/pages/board/pages'
import { AT, event, FakeServer, makeMenu, makeState, show } from '../fixtures'

const call = (seq: number, ticket: number, number: string) =>
	event(seq, 'ticket.called', { ticket, number, window: 'w1', clerk: 'c1', service: 's1' })

/* Every list is laid out this high, with letters of 16 pixels. */
function lists(height: number): void {
	vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(height)
	document.documentElement.style.fontSize = '16px'
}

const services = (n: number) => Array.from({ length: n }, (_, i) => ({ ...makeState().services[0]!, id: `x${i}`, name: `业务${i}`, waiting: i }))

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

	it('says the call as a sentence in the language of the screen', async () => {
		server.state = makeState({ windows: makeState().windows.map((window) => ({ ...window, name_en: 'Window 1' })) })
		page = await show(BoardPage, server, { hall: 'h1' })
		server.push(call(11, 2, 'A002'))
		await flushPromises()
		expect(page.get('.call').text()).toBe('请 A002 到 一号窗口')
		await page.get('button.language').trigger('click')
		expect(page.get('.call').text()).toBe('A002, please go to Window 1')
		localStorage.clear()
	})

	it('names a window in English where it has such a name, else by the one it has', async () => {
		const at = (name: object, ticket: number) => ({ ticket, number: `A00${ticket}`, window: 'w1', window_name: '一号窗口', at: AT, calls: 1, ...name })
		server.state = makeState({ calls: [at({}, 1), at({ window_name_en: 'Window 1' }, 2)] })
		page = await show(BoardPage, server, { hall: 'h1' }, 'en')
		expect(page.get('.call').text()).toBe('A001, please go to 一号窗口')
		expect(page.get('.earlier .name').text()).toBe('Window 1')
	})

	it('writes the chosen language into an address that names one', async () => {
		page = await show(BoardPage, server, { hall: 'h1' })
		const router = page.vm.$router
		await router.push('/board/h1?lang=zh-CN')
		await page.get('button.language').trigger('click')
		await flushPromises()
		expect(router.currentRoute.value.query.lang).toBe('en')
		localStorage.clear()
	})

	it('shows every service on as many pages as it takes, turned by the clock', async () => {
		lists(5 * 1.9 * 16 + 10)
		server.state = makeState({ services: services(23) })
		page = await show(BoardPage, server, { hall: 'h1' })
		const seen = new Set<string>()
		for (let i = 0; i < 3; i++) {
			const rows = page.findAll('.waiting .name').map((one) => one.text())
			expect(rows.length).toBeLessThanOrEqual(10)
			rows.forEach((row) => seen.add(row))
			expect(page.get('.waiting [data-part="page"]').text()).toMatch(/^[123]\/3$/)
			await vi.advanceTimersByTimeAsync(PAGE_MS)
		}
		expect(seen.size).toBe(23)
	})

	it('turns no pages when all services fit', async () => {
		lists(8 * 1.9 * 16)
		server.state = makeState({ services: services(8) })
		page = await show(BoardPage, server, { hall: 'h1' })
		expect(page.findAll('.waiting li')).toHaveLength(8)
		expect(page.find('.waiting [data-part="page"]').exists()).toBe(false)
	})

	it('says how many calls are earlier than those that fit', async () => {
		lists(2 * 2.7 * 16)
		page = await show(BoardPage, server, { hall: 'h1' })
		server.push(...[11, 12, 13, 14, 15, 16].map((seq) => call(seq, seq, `A0${seq}`)))
		await flushPromises()
		const shown = page.findAll('.earlier li').length
		expect(shown).toBeLessThan(5)
		expect(page.get('[data-part="more"]').text()).toBe(`更早还有 ${5 - shown} 个`)
	})

	it('tells why a service is paused and whom to ask, and which windows are, one after the other', async () => {
		page = await show(BoardPage, server, { hall: 'h1' })
		server.push(event(11, 'service.paused', { service: 's1', reason: '系统维护', ask: '大堂经理' }), event(12, 'window.paused', { window: 'w1', reason: '用餐' }))
		await flushPromises()
		const said = [page.get('footer').text()]
		await vi.advanceTimersByTimeAsync(PAGE_MS)
		said.push(page.get('footer').text())
		expect(said.sort()).toEqual(['暂停服务：一号窗口（用餐）2/2', '社保 暂停办理：系统维护，请咨询大堂经理1/2'])
	})

	it('says that the hall is closed and when it is open', async () => {
		server.state = makeState({ open: false, windows: makeState().windows.map((window) => ({ ...window, state: 'closed' })) })
		page = await show(BoardPage, server, { hall: 'h1' })
		expect(page.get('[data-part="closed"]').text()).toBe('现在不在营业时间营业时间：09:00-17:00')
	})

	it('says that it stays closed on a day without hours', async () => {
		server.state = makeState({ open: false, windows: [] })
		server.menu = makeMenu({ hours: '-' })
		page = await show(BoardPage, server, { hall: 'h1' }, 'en')
		expect(page.get('[data-part="closed"]').text()).toBe('We are closed today')
	})

	it('says that no window is open, and calls again when one opens', async () => {
		server.state = makeState({ windows: makeState().windows.map((window) => ({ ...window, state: 'closed' })) })
		page = await show(BoardPage, server, { hall: 'h1' })
		expect(page.get('[data-part="closed"]').text()).toContain('目前没有窗口开放')
		server.push(event(11, 'window.opened', { window: 'w1', clerk: 'c1' }), call(12, 2, 'A002'))
		await flushPromises()
		expect(page.find('[data-part="closed"]').exists()).toBe(false)
		expect(page.get('[data-part="newest"]').text()).toBe('A002')
	})

	it('still calls after hours, and says that no more tickets are given', async () => {
		server.state = makeState({ open: false })
		page = await show(BoardPage, server, { hall: 'h1' })
		server.push(call(11, 2, 'A002'))
		await flushPromises()
		expect(page.get('[data-part="newest"]').text()).toBe('A002')
		expect(page.get('footer').text()).toContain('现在停止取号')
	})

	it('says what is wrong with the address', async () => {
		page = await show(BoardPage, server, { hall: 'nowhere' })
		expect(page.text()).toContain('没有营业厅 nowhere')
	})
})
