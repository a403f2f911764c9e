/* The kiosk (Q1, Q4, Q5, Q6). */
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { ATTEMPTS_MAX } from '../../src/api/client'
import { IDLE_S } from '../../src/pages/kiosk/useIdle'
import { MENU_EVERY_MS, MENU_SETTLE_MS } from '../../src/pages/kiosk/useMenu'
import KioskPage from '../../src/pages/KioskPage.vue'
import { currentLanguage } from '../../src/text/i18n'
import { AT, event, FakeServer, json, makeMenu, press, show } from '../fixtures'

const TAKEN = event(11, 'ticket.taken', { ticket: 4, number: 'A004', service: 's1', class: 'k1', ahead: 2 })
const DONE = { seq: 11, events: [{ ...TAKEN, at: AT }], result: { ticket: 4, number: 'A004', ahead: 2, service: 's1', visit: 4 } }

describe('kiosk', () => {
	let server: FakeServer
	let page: VueWrapper

	const choices = () => page.findAll('.choice').map((button) => button.get('.label').text())
	async function choose(label: string): Promise<void> {
		const button = page.findAll('button').find((one) => one.text().includes(label))
		if (!button) throw new Error(`no button ${label}`)
		await button.trigger('click')
		await flushPromises()
	}

	beforeEach(() => {
		vi.useFakeTimers({ now: new Date(AT) })
		server = new FakeServer()
		server.answer = () => json(DONE)
	})

	afterEach(() => {
		page.unmount()
		vi.useRealTimers()
	})

	it('takes a ticket with one touch and shows the slip', async () => {
		page = await show(KioskPage, server, { hall: 'h1' })
		await choose('社保')
		expect(server.sent).toMatchObject([{ command: 'ticket.take', args: { service: 's1', channel: 'kiosk' } }])
		const slip = page.get('.slip').text()
		for (const part of ['A004', '社保', '您前面还有 2 位', '2026-11-23', '16:00:00']) expect(slip).toContain(part)
	})

	it('walks down the tree and back up', async () => {
		page = await show(KioskPage, server, { hall: 'h1' })
		expect(choices()).toEqual(['社保', '更多', '须知'])
		await choose('更多')
		expect(choices()).toEqual(['登记'])
		await choose('返回')
		expect(choices()).toEqual(['社保', '更多', '须知'])
	})

	it('shows a notice without giving a ticket', async () => {
		page = await show(KioskPage, server, { hall: 'h1' })
		await choose('须知')
		expect(page.text()).toContain('请带身份证')
		await choose('知道了')
		expect(choices()).toHaveLength(3)
		expect(server.sent).toEqual([])
	})

	it('says why a paused service gives no ticket and whom to ask', async () => {
		server.menu = makeMenu({ buttons: [{ ...makeMenu().buttons[0]!, paused: true }] })
		server.answer = () => json({ refusal: 'SERVICE_PAUSED', message: '该业务暂停办理：维护', hint: '请咨询 3 号台' }, 409)
		page = await show(KioskPage, server, { hall: 'h1' })
		expect(page.get('.choice').text()).toContain('暂停办理')
		await choose('社保')
		expect(page.text()).toContain('该业务暂停办理：维护')
		expect(page.text()).toContain('请咨询 3 号台')
		expect(page.text()).not.toContain('再试一次')
	})

	it('gives no ticket outside opening hours and says when they are', async () => {
		server.menu = makeMenu({ open: false })
		page = await show(KioskPage, server, { hall: 'h1' })
		expect(choices()).toEqual([])
		expect(page.text()).toContain('营业时间：09:00-17:00')
	})

	it('keeps the key when the customer tries again, and takes a new one for a new wish', async () => {
		server.answer = () => json({ error: 'BUSY', message: '忙', hint: '稍候' }, 503)
		page = await show(KioskPage, server, { hall: 'h1' })
		await choose('社保')
		expect(server.sent).toHaveLength(ATTEMPTS_MAX)
		server.answer = () => json(DONE)
		await choose('再试一次')
		expect(page.find('.slip').exists()).toBe(true)
		expect(new Set(server.sent.map((sent) => sent.key)).size).toBe(1)
		await choose('完成')
		await choose('社保')
		expect(new Set(server.sent.map((sent) => sent.key)).size).toBe(2)
	})

	it('takes one ticket for a double touch', async () => {
		page = await show(KioskPage, server, { hall: 'h1' })
		const button = page.get('.choice')
		void button.trigger('click')
		void button.trigger('click')
		await flushPromises()
		expect(server.sent).toHaveLength(1)
	})

	it('goes back to the start and to its own language when nobody touches it', async () => {
		page = await show(KioskPage, server, { hall: 'h1' })
		await choose('English')
		expect(currentLanguage()).toBe('en')
		await choose('Others')
		await vi.advanceTimersByTimeAsync((IDLE_S - 1) * 1000)
		expect(choices()).toEqual(['Register'])
		dispatchEvent(new Event('pointerdown'))
		await vi.advanceTimersByTimeAsync((IDLE_S - 1) * 1000)
		expect(choices()).toEqual(['Register'])
		await vi.advanceTimersByTimeAsync(2_000)
		expect(choices()).toEqual(['社保', '更多', '须知'])
		expect(currentLanguage()).toBe('zh-CN')
	})

	it('reads the menu again after an event and each minute', async () => {
		page = await show(KioskPage, server, { hall: 'h1' })
		const menus = () => server.reads.filter((path) => path.endsWith('/menu')).length
		const before = menus()
		server.push(event(11, 'service.paused', { service: 's1' }))
		await vi.advanceTimersByTimeAsync(MENU_SETTLE_MS)
		expect(menus()).toBe(before + 1)
		await vi.advanceTimersByTimeAsync(MENU_EVERY_MS)
		expect(menus()).toBeGreaterThan(before + 1)
	})

	it('redeems an appointment by its six digits', async () => {
		page = await show(KioskPage, server, { hall: 'h1' })
		await choose('预约取号')
		for (const digit of '1234567') press(digit)
		await flushPromises()
		await choose('取号')
		expect(server.sent).toMatchObject([{ command: 'appointment.redeem', args: { code: '123456', channel: 'kiosk' } }])
		expect(page.find('.slip').exists()).toBe(true)
	})

	it('stays on while the link is down and says so', async () => {
		page = await show(KioskPage, server, { hall: 'h1' })
		server.streams[0]!.handlers.ended()
		await flushPromises()
		expect(page.text()).toContain('离线')
		expect(choices()).toHaveLength(3)
	})
})
