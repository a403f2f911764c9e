/* The board (Q12): the newest call first, each call large in its turn, the truth after a lost link, never
 * blank, nothing cut. */
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { RETRY_FIRST_MS } from '../../src/live/hallStore'
import BoardPage from '../../src/pages/BoardPage.vue'
import { PAGE_MS } from '../../src/pages/board/pages'
import { FRESH_MS } from '../../src/pages/board/stage'
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

	it('shows a call as soon as its event comes, large until it is no longer fresh, then in the list', async () => {
		page = await show(BoardPage, server, { hall: 'h1' })
		expect(page.text()).toContain('等待叫号')
		server.push(call(11, 2, 'A002'), call(12, 3, 'A003'))
		await flushPromises()
		expect(page.get('[data-part="newest"]').text()).toBe('A003')
		expect(page.findAll('[data-part="large"]').map((one) => one.text())).toEqual(['A002'])
		expect(page.get('.card').classes()).toContain('fresh')
		expect(page.get('.card').text()).toContain('一号窗口')
		await vi.advanceTimersByTimeAsync(FRESH_MS + 1000)
		expect(page.get('[data-part="newest"]').text()).toBe('A003')
		expect(page.get('.card').classes()).not.toContain('fresh')
		expect(page.findAll('.earlier .number').map((one) => one.text())).toEqual(['A002'])
	})

	it('shows each of thirty calls that come at once, and makes each of them large', async () => {
		page = await show(BoardPage, server, { hall: 'h1' })
		server.push(...Array.from({ length: 30 }, (_, i) => call(11 + i, 100 + i, `A${100 + i}`)))
		await flushPromises()
		const large = new Set<string>()
		for (let s = 0; s < 30; s++) {
			const shown = page.findAll('.digits').map((one) => one.text())
			expect(new Set([...shown, ...page.findAll('.earlier .number').map((one) => one.text())]).size).toBe(30)
			shown.forEach((number) => large.add(number))
			await vi.advanceTimersByTimeAsync(1000)
		}
		expect(large.size).toBe(30)
	})

	it('says how often a number was called', async () => {
		page = await show(BoardPage, server, { hall: 'h1' })
		server.push(call(11, 2, 'A002'), event(12, 'ticket.recalled', { ticket: 2, number: 'A002', window: 'w1', calls: 2 }))
		await flushPromises()
		expect(page.get('.card').text()).toContain('第 2 次呼叫')
	})

	it('tells how long newcomers may wait beside how many do, where that is known (Q16)', async () => {
		page = await show(BoardPage, server, { hall: 'h1' })
		expect(page.findAll('.waiting li').map((one) => one.text())).toEqual(['社保10–15 分钟2', '登记0'])
		await page.vm.$router.push('/board/h1?lang=both')
		expect(page.get('.wait').text()).toBe('10–15 分钟 10–15 min')
	})

	it('shows how many wait, what is paused, and which windows are', async () => {
		page = await show(BoardPage, server, { hall: 'h1' }, 'en')
		server.push(event(11, 'service.paused', { service: 's2' }), event(12, 'window.paused', { window: 'w1' }))
		await flushPromises()
		expect(page.findAll('.waiting li').map((one) => one.text())).toEqual(['Insurance10–15 min2', 'RegisterPaused'])
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
		expect(page.get('.place').text()).toBe('请到 一号窗口')
		await page.get('button.language').trigger('click')
		expect(page.get('.place').text()).toBe('Please go to Window 1')
		localStorage.clear()
	})

	it('names a window in English where it has such a name, else by the one it has', async () => {
		const at = (name: object, ticket: number) => ({ ticket, number: `A00${ticket}`, window: 'w1', window_name: '一号窗口', at: AT, calls: 1, ...name })
		server.state = makeState({ calls: [at({}, 1), at({ window_name_en: 'Window 1' }, 2)] })
		page = await show(BoardPage, server, { hall: 'h1' }, 'en')
		const places = page.findAll('.place').map((one) => one.text())
		expect(places).toEqual(['Please go to 一号窗口', 'Please go to Window 1'])
	})

	it('shows both languages where the address says so, a name that is the same in both once', async () => {
		server.state = makeState({ windows: makeState().windows.map((window) => ({ ...window, name_en: 'Window 1' })) })
		page = await show(BoardPage, server, { hall: 'h1' })
		await page.vm.$router.push('/board/h1?lang=both')
		server.push(call(11, 2, 'A002'), event(12, 'service.paused', { service: 's1' }))
		await flushPromises()
		expect(page.get('.place').text()).toBe('请到 一号窗口 Please go to Window 1')
		expect(page.get('.place [lang="en"]').text()).toBe('Please go to Window 1')
		expect(page.get('.waiting .name').text()).toBe('社保 Insurance')
		expect(page.get('h1').text()).toBe('示范大厅 Sample Hall')
		server.streams[0]!.handlers.ended()
		await flushPromises()
		expect(page.get('[role="status"]').text()).toContain('Offline, nothing new since')
	})

	it('shows the calls, windows and services of its zone', async () => {
		server.state = makeState({
			zones: [{ id: 'a', name: '东区' }, { id: 'b', name: '西区' }],
			windows: makeState().windows.map((window, i) => ({ ...window, state: 'free', zone: i === 0 ? 'a' : 'b', services: [i === 0 ? 's1' : 's2'] })),
		})
		page = await show(BoardPage, server, { hall: 'h1' })
		await page.vm.$router.push('/board/h1?zone=b')
		server.push(call(11, 2, 'A002'), event(12, 'ticket.called', { ticket: 9, number: 'B009', window: 'w2', clerk: 'c2', service: 's2' }), call(13, 3, 'A003'))
		await flushPromises()
		expect(page.findAll('.digits').map((one) => one.text())).toEqual(['B009'])
		expect(page.find('.earlier').exists()).toBe(false)
		expect(page.findAll('.waiting .name').map((one) => one.text())).toEqual(['登记'])
		expect(page.get('h1').text()).toBe('示范大厅 · 西区')
		server.push(event(14, 'window.closed', { window: 'w2', clerk: 'c2' }))
		await flushPromises()
		expect(page.get('[data-part="closed"]').text()).toContain('目前没有窗口开放')
		await page.vm.$router.push('/board/h1?zone=x')
		await flushPromises()
		expect(page.get('footer').text()).toContain('区域 x 不存在')
		expect(page.findAll('.digits')).toHaveLength(3)
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
		lists(2 * 4.1 * 16)
		page = await show(BoardPage, server, { hall: 'h1' })
		server.push(...[11, 12, 13, 14, 15, 16].map((seq) => call(seq, seq, `A0${seq}`)))
		await flushPromises()
		await vi.advanceTimersByTimeAsync(FRESH_MS + 1000)
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

	it.each([
		['a day begins', async () => {
			server.state = { ...server.state, seq: 11, date: '2026-11-24' }
			server.push(event(11, 'day.opened', { date: '2026-11-24' }))
			await vi.advanceTimersByTimeAsync(5_000)
		}],
		['the link is back', async () => {
			server.streams.at(-1)!.handlers.ended()
			await vi.advanceTimersByTimeAsync(RETRY_FIRST_MS)
		}],
		['nothing at all happens', () => vi.advanceTimersByTimeAsync(600_000)],
	])('reads the hours again when %s (Q12)', async (_what, happens) => {
		server.state = makeState({ open: false, windows: makeState().windows.map((window) => ({ ...window, state: 'closed' })) })
		page = await show(BoardPage, server, { hall: 'h1' })
		server.menu = makeMenu({ hours: '10:00-15:00' })
		await happens()
		await flushPromises()
		expect(page.get('[data-part="closed"]').text()).toContain('营业时间：10:00-15:00')
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
